/** Names of departments and communes, where one can read them; under the streets, which bring their own. */

const L = window.L;
const ZOOMS = { department: [9, 11], commune: [12, 19] };
const ROOM = { x: 110, y: 40 };
const UNITS = 4096;

/** @param {{url: string, z: number, x: number, y: number}} overview the ground tile that holds all zones */
export async function zoneNames(map, { url, ...tile }) {
  map.createPane("names").style.zIndex = 160;
  const layers = await new window.protomapsL.ZxySource(url, false).get(tile, UNITS);
  const place = ({ x, y }) => map.unproject(L.point(tile.x + x / UNITS, tile.y + y / UNITS).multiplyBy(256), tile.z);
  const names = ["label", "zone"].flatMap((layer) => layers.get(layer) ?? []).filter(({ props }) => ZOOMS[props.kind]);
  const shown = L.layerGroup().addTo(map);
  const labels = names.map((feature) => new Name(feature, place));
  const show = () => labels.forEach((label) => label.show(map, shown));
  map.on("moveend", show);
  show();
}

/** A name that stands in the middle of what is seen of its zone, so that a street view still has one. */
class Name {
  constructor({ props, geom }, place) {
    this.zooms = ZOOMS[props.kind];
    this.home = props.lat === undefined ? place(geom[0][0]) : L.latLng(props.lat, props.lon);
    this.ring = geom[0].length > 1 ? longest(geom).map(place) : null;
    const element = document.createElement("span");
    element.textContent = props.name.replace(" arrondissement", "");
    const icon = L.divIcon({ html: element, className: `z-label z-${props.kind}`, iconSize: [160, 18] });
    this.marker = L.marker(this.home, { icon, pane: "names", interactive: false, keyboard: false, pmIgnore: true });
  }

  show(map, layer) {
    const [first, last] = this.zooms;
    const place = map.getZoom() >= first && map.getZoom() <= last ? this.#place(map) : null;
    if (place) layer.addLayer(this.marker.setLatLng(place));
    else layer.removeLayer(this.marker);
  }

  #place(map) {
    if (map.getBounds().contains(this.home)) return this.home;
    if (!this.ring) return null;
    const points = this.ring.map((corner) => map.latLngToContainerPoint(corner));
    const seen = L.bounds(L.PolyUtil.clipPolygon(points, L.bounds([0, 0], map.getSize()), true));
    const { x, y } = seen.isValid() ? seen.getSize() : L.point(0, 0);
    return x > ROOM.x && y > ROOM.y ? map.containerPointToLatLng(seen.getCenter()) : null;
  }
}

const longest = (rings) => rings.reduce((found, ring) => (ring.length > found.length ? ring : found));
