/** A pin that a finger or a mouse drags, or that a click puts down. Reads the global `L`. */

const L = window.L;
const SIZE = [30, 40];

/**
 * @param {L.Map} map
 * @param {number[]} place latitude, longitude
 * @param {(place: L.LatLng) => void} moved told where the pin is, each time it was moved
 */
export function createPin(map, place, moved) {
  const icon = L.divIcon({ html: drawing(), className: "pin", iconSize: SIZE, iconAnchor: [SIZE[0] / 2, SIZE[1]] });
  const options = { icon, draggable: true, autoPan: true, title: "Votre porte", alt: "Repère de votre porte" };
  const pin = L.marker(place, options).addTo(map);
  pin.on("dragend", () => moved(pin.getLatLng()));
  map.on("click", ({ latlng }) => moved(pin.setLatLng(latlng).getLatLng()));
  return pin;
}

function drawing() {
  const svg = L.SVG.create("svg");
  svg.setAttribute("viewBox", "0 0 30 40");
  svg.setAttribute("aria-hidden", "true");
  const drop = L.SVG.create("path");
  drop.setAttribute("d", "M15 39C10 29 2 24 2 14a13 13 0 0 1 26 0c0 10-8 15-13 25zM15 9a5 5 0 1 0 0 10 5 5 0 0 0 0-10z");
  drop.setAttribute("fill-rule", "evenodd");
  svg.append(drop);
  return svg;
}
