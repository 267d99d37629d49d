/** The radius of the chosen circle: a slider and a number, always the same. */

import { clampRadius } from "../lib/shapes.js";

export class Radius {
  constructor(block, shapes) {
    this.block = block;
    this.shapes = shapes;
    [this.slider, this.field] = block.querySelectorAll("input");
    this.slider.addEventListener("input", () => this.#set(this.slider.value));
    this.field.addEventListener("input", () => this.field.value && this.#set(this.field.value));
    this.field.addEventListener("change", () => this.draw());
    shapes.addEventListener("geoalert:shapes", () => this.draw());
    shapes.addEventListener("geoalert:select", () => this.draw());
    this.draw();
  }

  draw() {
    const circle = this.shapes.circle();
    this.block.hidden = !circle;
    if (!circle) return;
    this.slider.value = circle.radius;
    if (document.activeElement !== this.field) this.field.value = Math.round(circle.radius);
  }

  #set(value) {
    const circle = this.shapes.circle();
    if (circle) this.shapes.update(circle.id, { radius: clampRadius(value) });
  }
}
