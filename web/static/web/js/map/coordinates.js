/** Coordinates on demand: of the centre of the map or of the point clicked, to be copied. */

import { button, plate } from "./controls.js";
import { degrees, plane } from "./positions.js";

const L = window.L;

export class CopyableCoordinates {
  constructor(map, sprite) {
    this.map = map;
    this.cross = L.DomUtil.create("i", "map-cross");
    this.cross.hidden = true;
    this.panel = document.createElement("div");
    this.panel.className = "map-coordinates";
    this.panel.hidden = true;
    this.typed = document.createElement("output");
    this.metres = document.createElement("small");
    this.copy = copyButton(() => this.typed.textContent);
    this.panel.append(this.typed, this.metres, ...(this.copy ? [this.copy] : []));
    this.open = button("Coordonnées", "here", sprite, () => this.show(this.panel.hidden));
    this.open.setAttribute("aria-expanded", "false");
    const place = plate(map, "topright", "map-buttons map-where");
    place.append(this.open, this.panel);
    map.getContainer().append(this.cross);
    map.on("move", () => this.read(map.getCenter()));
    map.on("click", ({ latlng }) => this.read(latlng));
  }

  show(on) {
    this.panel.hidden = !on;
    this.cross.hidden = !on;
    this.open.setAttribute("aria-expanded", String(on));
    if (on) this.read(this.map.getCenter());
  }

  read(place) {
    if (this.panel.hidden) return;
    this.typed.textContent = degrees(place);
    this.metres.textContent = plane(place);
    const { x, y } = this.map.latLngToContainerPoint(place);
    L.DomUtil.setPosition(this.cross, L.point(x, y));
    if (this.copy) this.copy.textContent = "Copier";
  }
}

/** None where the browser forbids the clipboard (http on another machine): the text can be selected. */
function copyButton(text) {
  if (!navigator.clipboard) return null;
  const element = document.createElement("button");
  element.type = "button";
  element.className = "btn btn-s";
  element.textContent = "Copier";
  element.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text());
    element.textContent = "Copié";
  });
  return element;
}
