/** The only reader of the global `L`: the map, its background and its shapes, in our own words. */

const L = window.L;
// Handles are for the mouse: nameless stops on the way of Tab otherwise. The panel does all without them.
L.Marker.mergeOptions({ keyboard: false });

const LABEL_ZOOM = { department: [9, 11], commune: [12, 19], sector: [99, 99], town_hall: [14.5, 19] };
const PATHS = { department: "z-department", commune: "z-land", sector: "z-sector" };
const DECIMALS = 7;
const LABEL_ROOM = { x: 110, y: 40 };
const SHAPE_CLASS = { include: "p-in", exclude: "p-out" };

/** @param {HTMLElement} element @param {number[]} extent west, south, east, north */
export function createMap(element, extent) {
  const [west, south, east, north] = extent;
  const bounds = L.latLngBounds([south, west], [north, east]);
  const map = L.map(element, {
    minZoom: 10,
    maxZoom: 18,
    maxBounds: bounds.pad(0.4),
    zoomControl: false,
    zoomSnap: 0.5,
  });
  L.control.zoom({ position: "topright", zoomInTitle: "Zoomer", zoomOutTitle: "Dézoomer" }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  map.attributionControl.setPrefix("").addAttribution("Fond : geoalert, communes IGN et INSEE");
  map.fitBounds(bounds);
  return map;
}

/** Our own vector background: land first, limits over it, labels by zoom. */
export async function addBackground(map, load) {
  map.createPane("ground").style.zIndex = 200;
  map.createPane("labels").style.zIndex = 450;
  for (const kind of ["commune", "sector", "department", "town_hall"]) {
    const collection = await load(kind);
    if (kind !== "town_hall") {
      L.geoJSON(collection, {
        pane: "ground",
        interactive: false,
        className: PATHS[kind],
        smoothFactor: 0.5,
        pmIgnore: true,
      }).addTo(map);
    }
    addLabels(map, kind, collection);
  }
}

function addLabels(map, kind, collection) {
  const [first, last] = LABEL_ZOOM[kind];
  const layer = L.layerGroup();
  const labels = collection.features.map((feature) => new Label(feature, kind));
  const show = () => {
    const visible = map.getZoom() >= first && map.getZoom() <= last;
    labels.forEach((label) => {
      const place = visible ? label.place(map) : null;
      if (!place) layer.removeLayer(label.marker);
      else layer.addLayer(label.marker.setLatLng(place));
    });
  };
  layer.addTo(map);
  map.on("moveend", show);
  show();
}

/** A name that stands in the middle of what is seen of its zone, so that a street view still has one. */
class Label {
  constructor({ properties, geometry }, kind) {
    const [x, y] = properties.label ?? geometry.coordinates;
    this.home = L.latLng(y, x);
    this.ring = geometry.type === "Point" ? null : L.GeoJSON.coordsToLatLngs(outerRing(geometry));
    const element = document.createElement("span");
    element.textContent = kind === "town_hall" ? "Mairie" : properties.name.replace(" arrondissement", "");
    const icon = L.divIcon({ html: element, className: `z-label z-${kind}`, iconSize: [160, 18] });
    this.marker = L.marker(this.home, { icon, pane: "labels", interactive: false, keyboard: false, pmIgnore: true });
  }

  place(map) {
    if (map.getBounds().contains(this.home)) return this.home;
    if (!this.ring) return null;
    const size = map.getSize();
    const points = this.ring.map((corner) => map.latLngToContainerPoint(corner));
    const seen = L.bounds(L.PolyUtil.clipPolygon(points, L.bounds([0, 0], size), true));
    const { x, y } = seen.isValid() ? seen.getSize() : L.point(0, 0);
    return x > LABEL_ROOM.x && y > LABEL_ROOM.y ? map.containerPointToLatLng(seen.getCenter()) : null;
  }
}

function outerRing({ type, coordinates }) {
  const rings = type === "Polygon" ? [coordinates[0]] : coordinates.map(([outer]) => outer);
  return rings.reduce((longest, ring) => (ring.length > longest.length ? ring : longest));
}

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

/** Look at some layers together, or stay when there is none. */
export function look(map, layers) {
  if (layers.length) map.fitBounds(L.featureGroup(layers).getBounds().pad(0.35), { maxZoom: 17, animate: false });
}

/** Look at the zones of these codes; stay when there is none. */
export function lookAtZones(map, features, codes) {
  const chosen = features.filter(({ properties }) => codes.includes(properties.code));
  look(map, chosen.length ? [L.geoJSON(chosen)] : []);
}
