/** The shapes as chips: included or excluded, removable, a margin for a picked zone. */

import { nameOf } from "../lib/shapes.js";

export class Chips {
  /** @param {HTMLElement} list @param {HTMLTemplateElement|null} close icon cloned from the toolbar */
  constructor(list, shapes, closeIcon) {
    Object.assign(this, { list, shapes, closeIcon });
    shapes.addEventListener("geoalert:shapes", ({ detail }) => this.#follow(detail));
    shapes.addEventListener("geoalert:select", () => this.#mark());
    this.draw();
  }

  draw() {
    this.list.replaceChildren(...this.shapes.list.map((shape) => this.#chip(shape)));
    this.#mark();
  }

  /** While a margin is typed the chip stays, so that the field keeps its focus. */
  #follow({ what, shape, source }) {
    if (what === "update" && source === "chip-margin") return;
    if (what === "update" && source === "map") {
      const name = this.list.querySelector(`[data-id="${shape.id}"] .name`);
      if (name) name.textContent = nameOf(shape);
      return;
    }
    this.draw();
  }

  #mark() {
    [...this.list.children].forEach((chip) => {
      chip.setAttribute("aria-current", String(Number(chip.dataset.id) === this.shapes.selected));
    });
  }

  #chip(shape) {
    const out = shape.sign === "exclude";
    const name = nameOf(shape);
    const chip = document.createElement("li");
    chip.className = out ? "chip chip-out" : "chip";
    chip.dataset.id = shape.id;
    const sign = button(out ? "−" : "+", out ? `${name}, exclu : inclure` : `${name}, inclus : exclure`);
    sign.className = "sign";
    sign.addEventListener("click", () => {
      this.shapes.update(shape.id, { sign: out ? "include" : "exclude" });
      this.list.querySelector(`[data-id="${shape.id}"] .sign`)?.focus();
    });
    const label = shape.type === "circle" ? this.#chooser(shape) : document.createElement("span");
    label.className = "name";
    label.textContent = name;
    const remove = button("", `Retirer ${name}`);
    remove.append(this.closeIcon.cloneNode(true));
    remove.addEventListener("click", () => {
      this.shapes.remove(shape.id);
      (this.list.querySelector("button") ?? document.getElementById("lieu-cherche")).focus();
    });
    chip.append(sign, label, ...(shape.type === "zone" ? [this.#margin(shape)] : []), remove);
    return chip;
  }

  /** Several circles, one slider: a circle's name takes it in hand. */
  #chooser({ id }) {
    const choose = document.createElement("button");
    choose.type = "button";
    choose.title = "Régler le rayon";
    choose.addEventListener("click", () => {
      this.shapes.select(id);
      document.getElementById("rayon-m").focus();
    });
    return choose;
  }

  #margin(shape) {
    const label = document.createElement("label");
    label.className = "pair";
    const field = document.createElement("input");
    Object.assign(field, { type: "number", min: 0, max: 500, step: 10, value: shape.margin ?? 0 });
    field.className = "margin";
    field.setAttribute("aria-label", `Marge autour de ${nameOf(shape)}, en mètres`);
    field.addEventListener("input", () => {
      const margin = Math.min(500, Math.max(0, Math.round(Number(field.value) || 0)));
      this.shapes.update(shape.id, { margin }, "chip-margin");
    });
    label.append(field, " m");
    return label;
  }
}

function button(text, label) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = text;
  element.setAttribute("aria-label", label);
  return element;
}
