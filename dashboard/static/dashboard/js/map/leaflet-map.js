/** The only reader of the global `L`: the map, its background and its shapes, in our own words. */

const L = window.L;

const LABEL_ZOOM = { department: [9, 11], commune: [12, 19], sector: [99, 99], town_hall: [14, 19] };
const PATHS = { department: "z-department", commune: "z-land", sector: "z-sector" };
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
  collection.features.forEach(({ properties, geometry }) => {
    const [x, y] = properties.label ?? geometry.coordinates;
    layer.addLayer(label(properties.name.replace("Paris ", ""), [y, x], kind));
  });
  const show = () => {
    const visible = map.getZoom() >= first && map.getZoom() <= last;
    if (visible !== map.hasLayer(layer)) visible ? layer.addTo(map) : layer.remove();
  };
  map.on("zoomend", show);
  show();
}

function label(text, place, kind) {
  const element = document.createElement("span");
  element.textContent = kind === "town_hall" ? "" : text;
  if (kind === "town_hall") element.title = `Mairie, ${text}`;
  const name = kind === "town_hall" ? "z-label z-hall" : "z-label";
  const icon = L.divIcon({ html: element, className: name, iconSize: [140, 18] });
  return L.marker(place, { icon, pane: "labels", interactive: false, keyboard: false, pmIgnore: true });
}

/** Zones that can be picked by a click; `pick(kind, code, name)`. */
export function pickable(collection, pick) {
  return L.geoJSON(collection, {
    className: "z-pick p-key",
    style: { fillOpacity: 0.02, weight: 1 },
    pmIgnore: true,
    onEachFeature: ({ properties }, layer) => {
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
  const { geometry } = layer.toGeoJSON(15);
  if (geometry.type !== "LineString") return { type: "polygon", geometry };
  // A polygon being drawn is still a line: closed, it is what it would be if it ended here.
  const ring = [...geometry.coordinates, geometry.coordinates[0]];
  return { type: "polygon", geometry: { type: "Polygon", coordinates: [ring] } };
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

export function moveCircle(layer, shape) {
  const [x, y] = shape.center;
  layer.setLatLng([y, x]);
  layer.setRadius(shape.radius);
}

/** Look at some layers together, or stay when there is none. */
export function look(map, layers) {
  if (layers.length) map.fitBounds(L.featureGroup(layers).getBounds().pad(0.35), { maxZoom: 17 });
}

export function lookAt(map, [x, y], zoom) {
  map.setView([y, x], Math.max(map.getZoom(), zoom));
}
