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
    this.list.addEventListener("click", ({ target }) => target.dataset.sign && this.#press(target));
    shapes.addEventListener("geoalert:shapes", () => this.#mark());
  }

  async #fill() {
    if (this.list.children.length) return;
    for (const kind of this.details.dataset.kinds.split(" ")) {
      const { features } = await this.zones.load(kind);
      const names = features.map(({ properties }) => properties);
      names.sort((one, other) => one.name.localeCompare(other.name, "fr", { numeric: true }));
      this.list.append(...names.map((zone) => line(kind, zone)));
    }
    this.#filter();
    this.#mark();
  }

  #filter() {
    const words = bare(this.filter.value).split(" ");
    [...this.list.children].forEach((line) => {
      line.hidden = !words.every((word) => line.dataset.words.includes(word));
    });
  }

  /** Pressed once it is in (or out), pressed again it is neither. */
  #press({ dataset: { sign }, parentElement: { dataset } }) {
    const known = this.shapes.zone(dataset.kind, dataset.code);
    if (!known) this.shapes.addZone(dataset.kind, dataset.code, dataset.name, { sign });
    else if (known.sign === sign) this.shapes.remove(known.id);
    else this.shapes.update(known.id, { sign });
  }

  #mark() {
    this.list.querySelectorAll("[data-sign]").forEach((button) => {
      const { kind, code } = button.parentElement.dataset;
      button.setAttribute("aria-pressed", String(this.shapes.zone(kind, code)?.sign === button.dataset.sign));
    });
  }
}

function line(kind, { code, name }) {
  const item = document.createElement("li");
  const words = `${name} (${KINDS[kind]})`;
  Object.assign(item.dataset, { kind, code, name, words: bare(`${name} ${code} ${KINDS[kind]}`) });
  const [take, leave] = ["include", "exclude"].map((sign) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.sign = sign;
    return button;
  });
  take.textContent = words;
  leave.textContent = "Exclure";
  leave.setAttribute("aria-label", `Exclure ${words}`);
  item.append(take, leave);
  return item;
}
