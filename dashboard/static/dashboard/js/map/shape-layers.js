/** Keeps the map and the list of shapes the same: what changes in one is drawn or read in the other. */

import { layerOf, look, marginOf, markBroken, moveCircle, reclass, shapeOf } from "./leaflet-map.js";
import { editable } from "./drawing.js";

export class ShapeLayers {
  /** @param {(kind: string, code: string) => Promise<object>} outlineOf geometry of a zone */
  constructor(map, shapes, outlineOf) {
    Object.assign(this, { map, shapes, outlineOf, layers: new Map(), margins: new Map() });
    shapes.addEventListener("geoalert:shapes", ({ detail }) => this.#follow(detail));
  }

  /** Draw what is there already, and look at it. */
  async start() {
    await Promise.all(this.shapes.list.map((shape) => this.#draw(shape)));
    this.look();
  }

  /** The shape whose line the server refuses looks broken; `id` null mends all. */
  broken(id) {
    for (const [known, layer] of this.layers) markBroken(layer, known === id);
  }

  look() {
    look(this.map, [...this.layers.values()]);
  }

  async #follow({ what, shape, source }) {
    if (what === "add") {
      await this.#draw(shape);
      // What was drawn on the map is already before the officer's eyes.
      if (source !== "map") this.look();
    } else if (what === "remove") {
      this.layers.get(shape.id)?.remove();
      this.layers.delete(shape.id);
      this.margins.get(shape.id)?.(0);
      this.margins.delete(shape.id);
    } else if (source !== "map") {
      this.#redraw(shape);
    }
  }

  async #draw(shape) {
    const outline = shape.type === "zone" ? await this.outlineOf(shape.kind, shape.code) : null;
    if (!this.shapes.find(shape.id)) return;
    const layer = layerOf(shape, outline);
    if (!layer) return;
    layer.addTo(this.map);
    if (outline) this.margins.set(shape.id, marginOf(this.map, outline));
    this.#widen(shape);
    this.layers.set(shape.id, layer);
    layer.on("click", () => this.shapes.select(shape.id));
    if (shape.type !== "zone" && layer.pm && !layer.getLayers) {
      editable(layer, () => this.shapes.update(shape.id, this.#read(shape, layer), "map"));
    }
  }

  #read(shape, layer) {
    const read = shapeOf(layer);
    if (read.type !== "circle") return { geometry: read.geometry };
    const radius = Math.min(2000, Math.max(50, Math.round(read.radius)));
    return { center: read.center, radius };
  }

  /** A zone reaches as far as its margin. */
  #widen(shape) {
    this.margins.get(shape.id)?.(shape.margin ?? 0);
  }

  #redraw(shape) {
    const layer = this.layers.get(shape.id);
    if (!layer) return;
    if (shape.type === "circle") moveCircle(layer, shape);
    reclass(layer, shape);
    this.#widen(shape);
  }
}
