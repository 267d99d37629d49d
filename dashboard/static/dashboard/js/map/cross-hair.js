/** Drawing without a mouse: points are set under the cross-hair, by keys or by buttons under a thumb. */

import { Sketch } from "../lib/sketch.js";

const SET = { Polygon: "Ajouter un point", Rectangle: "Poser l’angle", Circle: "Poser le centre", zones: "Prendre la zone" };

export class CrossHair {
  /**
   * @param {Aim} aim
   * @param {(sketch: {shape, points, aim}) => void} draw shows the sketch on the map
   * @param {HTMLElement} buttons group of buttons with data-do: set, back, finish, cancel
   * @param {{drawn: Function, sketching: Function, pick: Function, radius: Function, cancel: Function,
   *   nameAt: Function, say: Function}} listeners `nameAt(point)` gives a promise of what lies there
   */
  constructor(aim, draw, buttons, listeners) {
    Object.assign(this, { aim, draw, buttons, listeners, tool: null, sketch: null });
    aim.addEventListener("geoalert:set", () => this.#set());
    aim.addEventListener("geoalert:back", () => this.#back());
    aim.addEventListener("geoalert:moved", () => this.#moved());
    aim.addEventListener("geoalert:radius", ({ detail }) => listeners.radius(detail));
    buttons.addEventListener("click", ({ target }) => this.#press(target.closest("[data-do]")?.dataset.do));
  }

  get busy() {
    return Boolean(this.sketch?.points.length);
  }

  /** Draw with this tool under the cross-hair; a finger leaves the focus where it is. */
  start(tool, { finger = false } = {}) {
    this.tool = tool;
    this.sketch = tool === "zones" ? null : new Sketch(tool);
    this.buttons.hidden = false;
    this.buttons.querySelector("[data-do=set] span").textContent = SET[tool];
    this.buttons.querySelector("[data-do=cancel] span").textContent = this.sketch ? "Annuler" : "Terminer";
    this.finger = finger;
    this.aim.hold(true);
    if (!finger) this.aim.focus();
    this.#show();
  }

  stop() {
    if (!this.tool) return;
    // A button that goes away takes the focus with it.
    if (!this.finger && this.buttons.contains(document.activeElement)) this.aim.focus();
    this.tool = null;
    this.sketch = null;
    this.buttons.hidden = true;
    this.aim.hold(false);
    this.draw({ shape: null, points: [], aim: null });
  }

  #press(what) {
    if (what === "set") this.#set();
    if (what === "back") this.#back();
    if (what === "finish") this.#finish();
    if (what === "cancel") this.listeners.cancel();
  }

  /** Without a tool, Enter on the map is the quickest perimeter: a circle there. */
  #set() {
    const point = this.aim.point();
    if (this.tool === "zones") return this.listeners.pick(point);
    const sketch = this.sketch ?? new Sketch("Circle");
    const { points } = sketch;
    const onFirst = points.length > 1 && this.aim.on(points[0]);
    const onLast = points.length > 0 && this.aim.on(points.at(-1), 2);
    const what = sketch.set(point, { onFirst, onLast });
    if (what === "done") return this.#drawn(sketch);
    if (what === "added") this.#changed();
    return undefined;
  }

  #back() {
    if (this.sketch?.back()) this.#changed();
  }

  #finish() {
    if (this.sketch?.complete) this.#drawn(this.sketch);
    else this.listeners.say(this.sketch?.tool === "Polygon" ? "Il faut trois sommets" : "Il manque un point");
  }

  #drawn(sketch) {
    const shape = sketch.shape();
    if (shape) this.listeners.drawn({ ...shape, ...(sketch.tool === "Rectangle" && { label: "Rectangle" }) });
    else this.listeners.say("Ce tracé est plat");
  }

  /** The count follows what is set; a rectangle is stretched by the cross-hair itself. */
  #changed() {
    this.#show();
    const aim = this.sketch.tool === "Rectangle" ? this.aim.point() : null;
    this.listeners.sketching(this.sketch.shape(aim));
    this.listeners.say(this.sketch.words(aim));
  }

  #moved() {
    if (this.busy && this.sketch.tool === "Rectangle") this.#changed();
    else this.#show();
    this.#where();
  }

  /** What lies under the cross-hair is said when it is another place than before. */
  async #where() {
    const name = await this.listeners.nameAt(this.aim.point(), this.tool);
    if (name === this.at) return;
    this.at = name;
    this.listeners.say(name ?? "", "where");
  }

  #show() {
    if (!this.sketch) return;
    const aim = this.aim.point();
    const { points, tool } = this.sketch;
    const shape = this.sketch.shape(aim);
    this.buttons.querySelector("[data-do=back]").hidden = !points.length;
    this.buttons.querySelector("[data-do=finish]").hidden = tool !== "Polygon" || !this.sketch.complete;
    this.draw({ shape: tool === "Circle" ? null : shape, points, aim });
  }
}
