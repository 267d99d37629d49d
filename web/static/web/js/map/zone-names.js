/** Names of departments and communes, where one can read them; under the streets, which bring their own. */

const L = window.L;
const ZOOMS = { department: [9, 11], commune: [12, 19] };
const ROOM = { x: 110, y: 40 };
const UNITS = 4096;

/** @param {string} url of the ground tiles @param {{z: number, x: number, y: number}[]} overview those that hold all */
export async function zoneNames(map, url, overview) {
  map.createPane("names").style.zIndex = 160;
  const source = new window.protomapsL.ZxySource(url, false);
  const names = new Map();
  for (const tile of overview) {
    const layers = await source.get(tile, UNITS);
    for (const feature of ["label", "zone"].flatMap((layer) => layers.get(layer) ?? [])) {
      const { kind, code } = feature.props;
      if (!ZOOMS[kind]) continue;
      if (!names.has(code)) names.set(code, new Name(feature.props));
      names.get(code).add(feature.geom.map((part) => part.map((point) => placeOf(map, tile, point))));
    }
  }
  const shown = L.layerGroup().addTo(map);
  const show = () => names.forEach((name) => name.show(map, shown));
  map.on("moveend", show);
  show();
}

function placeOf(map, tile, { x, y }) {
  return map.unproject(L.point(tile.x + x / UNITS, tile.y + y / UNITS).multiplyBy(256), tile.z);
}

/** A name that stands in the middle of what is seen of its zone, so that a street view still has one. */
class Name {
  constructor({ kind, name, lat, lon }) {
    this.zooms = ZOOMS[kind];
    this.home = lat === undefined ? null : L.latLng(lat, lon);
    this.rings = [];
    const element = document.createElement("span");
    element.textContent = name.replace(" arrondissement", "");
    const icon = L.divIcon({ html: element, className: `z-label z-${kind}`, iconSize: [160, 18] });
    this.marker = L.marker([0, 0], { icon, pane: "names", interactive: false, keyboard: false, pmIgnore: true });
  }

  /** A zone may be cut by the edge of a tile: it has rings in both. A point is its own home. */
  add(parts) {
    if (parts[0].length > 1) this.rings.push(...parts);
    else [this.home] = parts[0];
  }

  show(map, layer) {
    const [first, last] = this.zooms;
    const place = map.getZoom() >= first && map.getZoom() <= last ? this.#place(map) : null;
    if (place) layer.addLayer(this.marker.setLatLng(place));
    else layer.removeLayer(this.marker);
  }

  #place(map) {
    if (map.getBounds().contains(this.home)) return this.home;
    const frame = L.bounds([0, 0], map.getSize());
    let best = { x: ROOM.x, y: ROOM.y, place: null };
    for (const ring of this.rings) {
      const points = ring.map((corner) => map.latLngToContainerPoint(corner));
      const seen = L.bounds(L.PolyUtil.clipPolygon(points, frame, true));
      if (!seen.isValid()) continue;
      const { x, y } = seen.getSize();
      if (x > best.x && y > best.y) best = { x, y, place: map.containerPointToLatLng(seen.getCenter()) };
    }
    return best.place;
  }
}
