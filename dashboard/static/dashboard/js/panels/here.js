/** What was pressed on the map: its count, and the perimeter that can be made of it. */

import { classWords } from "../lib/cells.js";
import { number, plural } from "../lib/text.js";

const LONGEST_NAME = 80;

export class Here extends EventTarget {
  /** @param {HTMLElement} element callout with a form @param {string} kinds words of the filter, empty when it asks for all kinds */
  constructor(element, kinds) {
    super();
    Object.assign(this, { element, kinds, form: element.querySelector("form") });
    element.querySelector("#fermer-ici").addEventListener("click", () => this.close());
    element.addEventListener("keydown", ({ key }) => key === "Escape" && this.close());
  }

  /** @param {object} place a cell with its ring and count, or a centre with a radius in metres */
  show(place, { name = "", focus = false } = {}) {
    const [title, detail, shape] = place.ring ? cell(place) : circle(place);
    this.element.querySelector("strong").textContent = title;
    this.element.querySelector("p span").textContent = detail;
    this.form.elements.shapes.value = JSON.stringify([{ sign: "include", ...shape }]);
    const words = [name, this.kinds, title].filter(Boolean).join(", ");
    this.form.elements.name.value = words.slice(0, LONGEST_NAME);
    this.element.hidden = false;
    if (focus) this.element.focus();
  }

  hide() {
    this.element.hidden = true;
  }

  close() {
    this.hide();
    this.dispatchEvent(new CustomEvent("geoalert:closed"));
  }
}

function cell({ ring, count }) {
  const geometry = { type: "Polygon", coordinates: [ring] };
  return [plural(count, "incident"), "dans cet hexagone", { type: "polygon", geometry, label: "Hexagone" }];
}

function circle({ center, radius, from, to }) {
  const density = from === undefined ? "" : `${classWords({ from, to }, number)} incidents par km² sur 30 jours`;
  return [`Cercle de ${number(radius)} m`, density, { type: "circle", center, radius }];
}
