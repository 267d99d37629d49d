/** One tool in hand at a time: by mouse through Geoman's programming interface, else under the cross-hair. */

import { RADIUS } from "../lib/shapes.js";
import { shapeOf } from "./leaflet-map.js";

const HELP = {
  Circle: "Cliquez le centre, puis le bord. Échap annule.",
  Polygon: "Cliquez chaque angle ; recliquez le premier pour finir. Retour arrière : un angle de moins. Échap annule.",
  Rectangle: "Cliquez un angle, puis l’angle opposé. Échap annule.",
  zones: "Cliquez une zone pour l’ajouter ou la retirer. Échap termine.",
};

const MOVE = "Flèches : déplacer la carte (Maj : pas fin) ; + et − : zoom.";
const HELP_AIM = {
  none: `${MOVE} Entrée : cercle de 300 m ici ; Page préc. et suiv. ou [ et ] : rayon.`,
  Circle: `${MOVE} Entrée pose le centre ; Page préc. et suiv. ou [ et ] : rayon. Échap annule.`,
  Polygon: `${MOVE} Entrée pose un sommet, et termine sur le premier ; Retour arrière : un sommet de moins. Échap annule.`,
  Rectangle: `${MOVE} Entrée pose un angle, puis l’angle opposé. Échap annule.`,
  zones: `${MOVE} Entrée ajoute ou retire la zone visée. Échap termine.`,
};
const HELP_FINGER = "Glissez la carte sous le viseur, puis touchez le bouton.";

const OPTIONS = {
  snappable: false,
  allowSelfIntersection: true,
  tooltips: false,
  finishOnEnter: true,
  exitModeOnEscape: true,
  minRadiusCircle: RADIUS.min,
  maxRadiusCircle: RADIUS.max,
  pathOptions: { className: "p-in" },
  templineStyle: { className: "p-rad" },
  hintlineStyle: { className: "p-rad" },
};

export class Drawing {
  /**
   * @param {object} map Leaflet map with Geoman
   * @param {HTMLElement} tools group of buttons with data-tool
   * @param {HTMLElement} help line that says what to do next
   * @param {CrossHair} cross draws without a mouse
   * @param {{drawn: Function, sketching: Function, zones: Function, clear: Function}} listeners
   *   `sketching(shape)` while one is drawn, `sketching(null)` when it was given up
   */
  constructor(map, tools, help, cross, listeners) {
    Object.assign(this, { map, tools, help, cross, listeners, tool: null, hand: "mouse" });
    map.pm.setLang("fr");
    map.pm.setGlobalOptions(OPTIONS);
    tools.addEventListener("click", (event) => this.#click(event.target.closest("[data-tool]"), handOf(event)));
    document.addEventListener("keydown", (event) => this.#key(event));
    cross.aim.addEventListener("geoalert:shown", () => this.#aimed());
    cross.aim.paused = () => this.#begunByMouse();
    map.on("pm:create", ({ layer }) => this.#created(layer));
    map.on("pm:drawstart", ({ workingLayer }) => this.#watch(workingLayer));
  }

  /** Take a tool in hand ("mouse", "keys" or "finger"), or put it down (null). */
  use(tool, hand = "mouse") {
    this.map.pm.disableDraw();
    this.cross.stop();
    if (this.sketched) this.listeners.sketching(null);
    this.sketched = false;
    Object.assign(this, { tool, hand });
    if (tool && hand !== "mouse") this.cross.start(tool, { finger: hand === "finger" });
    else if (tool && tool !== "zones") this.map.pm.enableDraw(tool, OPTIONS);
    this.listeners.zones(tool === "zones");
    this.tools.querySelectorAll("[aria-pressed]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
    });
    this.#explain();
  }

  /** What the cross-hair drew, or a sketch of it. */
  drawn(shape) {
    this.sketched = false;
    this.use(null);
    this.listeners.drawn(shape);
  }

  sketching(shape) {
    if (shape || this.sketched) this.listeners.sketching(shape);
    this.sketched = Boolean(shape);
  }

  /** A tool taken by mouse goes on under the cross-hair, if nothing was drawn with it yet. */
  #aimed() {
    if (this.tool && this.hand === "mouse" && this.cross.aim.shown) this.use(this.tool, "keys");
    else this.#explain();
  }

  /** Then keys are Geoman's until it is done. */
  #begunByMouse() {
    if (!this.tool || this.hand !== "mouse") return false;
    return this.sketched || (this.tool === "Polygon" && this.working.getLatLngs().length > 0);
  }

  #explain() {
    const aimed = this.cross.aim.shown;
    const keys = aimed ? HELP_AIM[this.tool ?? "none"] : HELP[this.tool];
    const text = this.hand === "finger" && this.tool ? HELP_FINGER : keys;
    this.help.hidden = !text;
    this.help.textContent = text ?? "";
  }

  #key(event) {
    if (!this.tool) return;
    if (event.key === "Escape") this.use(null);
    if (this.hand !== "mouse") return;
    if (event.key !== "Backspace" || this.tool !== "Polygon" || isField(event.target)) return;
    event.preventDefault();
    this.map.pm.Draw.Polygon._removeLastVertex();
    this.#sketch(this.working);
  }

  #click(button, hand) {
    if (!button) return;
    if (button.dataset.tool === "clear") {
      this.use(null);
      this.listeners.clear();
      return;
    }
    this.use(this.tool === button.dataset.tool ? null : button.dataset.tool, hand);
  }

  #created(layer) {
    const shape = shapeOf(layer);
    if (this.tool === "Rectangle") shape.label = "Rectangle";
    layer.remove();
    this.drawn(shape);
  }

  /** The count runs while a circle or a rectangle is still being stretched. */
  #watch(layer) {
    this.working = layer;
    layer.on("pm:change pm:vertexadded", () => this.#sketch(layer));
  }

  #sketch(layer) {
    const corners = layer.getLatLngs?.();
    const ring = Array.isArray(corners?.[0]) ? corners[0] : corners;
    const countable = layer.getRadius?.() >= RADIUS.min || ring?.length >= 3;
    this.sketching(countable ? shapeOf(layer) : null);
  }
}

/** A button pressed by a key is a click that no finger and no mouse made. */
function handOf({ detail, pointerType }) {
  if (detail === 0) return "keys";
  return pointerType === "touch" ? "finger" : "mouse";
}

function isField(element) {
  return element instanceof HTMLElement && element.matches("input, textarea, select");
}

/** Follow a layer that is dragged or reshaped; `changed` is called while it moves. */
export function editable(layer, changed) {
  layer.pm.enable({ ...OPTIONS, draggable: true, allowSelfIntersection: true });
  const tell = () => changed(shapeOf(layer));
  layer.on("pm:change pm:drag pm:edit pm:markerdrag pm:vertexremoved pm:dragend", tell);
}
