/** The fullest hexagons as a list: the map's equal, without the map. */

import { plural } from "../lib/text.js";

export class Fullest {
  /** @param {HTMLElement} section @param {(cell: object, name: string) => void} chosen */
  constructor(section, chosen) {
    Object.assign(this, { section, chosen, list: section.querySelector("ol") });
  }

  draw({ kind, fullest = [], cells = [] }) {
    this.section.hidden = kind !== "hexagones" || !fullest.length;
    this.list.replaceChildren(...fullest.map((name, at) => this.#line(cells[at], name)));
  }

  #line([, count, ring], name) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    const amount = document.createElement("b");
    const place = name.replace(" arrondissement", "");
    button.type = "button";
    amount.textContent = plural(count, "incident");
    button.append(place || "Hors des communes", amount);
    button.addEventListener("click", () => this.chosen({ ring, count }, place));
    item.append(button);
    return item;
  }
}
