/** What an officer draws and sees on the base map, in our own words. Reads the global `L`. */

const L = window.L;
// Handles are for the mouse: nameless stops on the way of Tab otherwise. The panel does all without them.
L.Marker.mergeOptions({ keyboard: false });

const DECIMALS = 7;
// Metres around the equator of Web Mercator's sphere.
const EQUATOR = 40_075_016.686;
const SHAPE_CLASS = { include: "p-in", exclude: "p-out" };

/** Zones that can be picked by a click; `pick(kind, code, name)`. */
export function pickable(collection, pick) {
  return L.geoJSON(collection, {
    className: "z-pick p-key",
    style: { fillOpacity: 0.02, weight: 1 },
    pmIgnore: true,
    onEachFeature: ({ properties }, layer) => {
      layer.bindTooltip(properties.name, { sticky: true });
      layer.on("click", () => pick(properties.kind, properties.code, properties.name));
    },
  });
}

/** A Leaflet layer for one shape of ours. Zones are drawn from their outline. */
export function layerOf(shape, outline) {
  const options = { className: SHAPE_CLASS[shape.sign], pmIgnore: shape.type === "zone" };
  if (shape.type === "circle") {
    const [x, y] = shape.center;
    return L.circle([y, x], { ...options, radius: shape.radius });
  }
  const geometry = shape.type === "zone" ? outline : shape.geometry;
  if (!geometry) return null;
  const layers = L.geoJSON(geometry, options).getLayers();
  return layers.length === 1 ? layers[0] : L.featureGroup(layers);
}

/**
 * The margin of a zone: its outline drawn as wide as twice the margin, with round corners, is what the server
 * widens it by. `widen(metres)` draws it for the map as it is zoomed now; 0 takes it away.
 */
export function marginOf(map, outline) {
  const options = { className: "p-margin", interactive: false, pmIgnore: true, lineJoin: "round" };
  const band = L.geoJSON(outline, options);
  let metres = 0;
  const draw = () => {
    const { lat } = band.getBounds().getCenter();
    const pixel = (EQUATOR * Math.cos((lat * Math.PI) / 180)) / 256 / 2 ** map.getZoom();
    band.setStyle({ weight: (2 * metres) / pixel });
  };
  band.on("add", () => map.on("zoomend", draw)).on("remove", () => map.off("zoomend", draw));
  return (wanted) => {
    metres = wanted;
    if (!metres) return band.remove();
    draw();
    return band.addTo(map).bringToBack();
  };
}

/** What a drawn or edited layer is now, as the server reads it. */
export function shapeOf(layer) {
  if (layer instanceof L.Circle) {
    const { lat, lng } = layer.getLatLng();
    return { type: "circle", center: [lng, lat], radius: layer.getRadius() };
  }
  // A polygon still being drawn is a line for Geoman.
  const area = layer instanceof L.Polygon ? layer : L.polygon(layer.getLatLngs());
  return { type: "polygon", geometry: area.toGeoJSON(DECIMALS).geometry };
}

/** Class names of a path already on the map (Leaflet keeps them in the element). */
export function reclass(layer, shape) {
  const paths = layer.getLayers ? layer.getLayers() : [layer];
  paths.forEach((path) => {
    const element = path.getElement?.();
    element?.classList.remove("p-in", "p-out");
    element?.classList.add(SHAPE_CLASS[shape.sign]);
  });
}

export function markBroken(layer, broken) {
  const paths = layer.getLayers ? layer.getLayers() : [layer];
  paths.forEach((path) => path.getElement?.()?.classList.toggle("p-bad", broken));
}

export function moveCircle(layer, shape) {
  const [x, y] = shape.center;
  layer.setLatLng([y, x]);
  layer.setRadius(shape.radius);
}

/** Dots of those inside, under the shape's handles and never in the way of a click. */
export function dots(map) {
  if (!map.getPane("dots")) map.createPane("dots").style.zIndex = 410;
  const layer = L.layerGroup().addTo(map);
  return (points) => {
    layer.clearLayers();
    points.forEach(([x, y, kind]) => {
      const options = { pane: "dots", radius: 4, className: `d-${kind}`, interactive: false, pmIgnore: true };
      L.circleMarker([y, x], { ...options, fillOpacity: 1, opacity: 1 }).addTo(layer);
    });
  };
}

/** What is drawn under the cross-hair: its area, its line as far as the point aimed at, its points. */
export function sketchOn(map) {
  const layer = L.layerGroup().addTo(map);
  const still = { interactive: false, pmIgnore: true };
  return ({ shape, points, aim }) => {
    layer.clearLayers();
    if (shape) L.geoJSON(shape.geometry, { ...still, className: "p-in" }).addTo(layer);
    const corners = L.GeoJSON.coordsToLatLngs(points);
    if (points.length) L.polyline([...corners, L.GeoJSON.coordsToLatLng(aim)], { ...still, className: "p-rad" }).addTo(layer);
    corners.forEach((corner) => {
      L.circleMarker(corner, { ...still, radius: 6, fillOpacity: 1, className: "p-pin" }).addTo(layer);
    });
  };
}

/** The map takes what room is left for it; `seen` when it was hidden and has room at last. */
export function followSize(map, seen) {
  const box = map.getContainer();
  let hidden = !box.clientHeight;
  new ResizeObserver(() => {
    if (!box.clientHeight) return;
    map.invalidateSize({ animate: false });
    if (hidden) seen();
    hidden = false;
  }).observe(box);
}

/** Look at some layers together, or stay when there is none. */
export function look(map, layers) {
  if (layers.length) map.fitBounds(L.featureGroup(layers).getBounds().pad(0.35), { maxZoom: 17, animate: false });
}

/** Look at the zones of these codes; stay when there is none. */
export function lookAtZones(map, features, codes) {
  const chosen = features.filter(({ properties }) => codes.includes(properties.code));
  look(map, chosen.length ? [L.geoJSON(chosen)] : []);
}
