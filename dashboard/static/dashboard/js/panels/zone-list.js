/** Sectors, communes and departments in a list that can be filtered: the map's equal, without the map. */

import { bare } from "../lib/text.js";

const KINDS = { sector: "secteur", commune: "commune", department: "département" };

export class ZoneList {
  constructor(details, zones, shapes) {
    Object.assign(this, { details, zones, shapes });
    this.list = details.querySelector(".zone-list");
    this.filter = details.querySelector("input");
    this.filter.addEventListener("input", () => this.#filter());
    details.addEventListener("toggle", () => details.open && this.#fill());
  }

  async #fill() {
    if (this.list.children.length) return;
    for (const kind of this.details.dataset.kinds.split(" ")) {
      const { features } = await this.zones.load(kind);
      const names = features.map(({ properties }) => properties);
      names.sort((one, other) => one.name.localeCompare(other.name, "fr", { numeric: true }));
      this.list.append(...names.map((zone) => this.#line(kind, zone)));
    }
    this.#filter();
  }

  #line(kind, { code, name }) {
    const line = document.createElement("li");
    const add = document.createElement("button");
    add.type = "button";
    add.textContent = `${name} (${KINDS[kind]})`;
    line.dataset.words = bare(`${name} ${code} ${KINDS[kind]}`);
    add.addEventListener("click", () => this.shapes.addZone(kind, code, name));
    line.append(add);
    return line;
  }

  #filter() {
    const words = bare(this.filter.value).split(" ");
    [...this.list.children].forEach((line) => {
      line.hidden = !words.every((word) => line.dataset.words.includes(word));
    });
  }
}
