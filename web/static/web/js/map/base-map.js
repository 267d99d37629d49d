/** The map that every page shares: its extent, its controls and its background. Reads the global `L`. */

const L = window.L;

const LABEL_ZOOM = { department: [9, 11], commune: [12, 19], sector: [99, 99], town_hall: [14.5, 19] };
const PATHS = { department: "z-department", commune: "z-land", sector: "z-sector" };
const LABEL_ROOM = { x: 110, y: 40 };

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
