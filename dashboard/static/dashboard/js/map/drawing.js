/** Drawing by mouse through Geoman's programming interface, behind our own labelled buttons. */

import { RADIUS } from "../lib/shapes.js";
import { shapeOf } from "./leaflet-map.js";

const HELP = {
  Circle: "Cliquez le centre, puis le bord. Échap annule.",
  Polygon: "Cliquez chaque angle ; recliquez le premier pour finir. Retour arrière : un angle de moins. Échap annule.",
  Rectangle: "Cliquez un angle, puis l’angle opposé. Échap annule.",
  zones: "Cliquez une zone pour l’ajouter ou la retirer. Échap termine.",
};

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
   * @param {{drawn: Function, sketching: Function, zones: Function, clear: Function}} listeners
   *   `sketching(null)` says that a sketch was given up
   */
  constructor(map, tools, help, listeners) {
    Object.assign(this, { map, tools, help, listeners, tool: null });
    map.pm.setLang("fr");
    map.pm.setGlobalOptions(OPTIONS);
    tools.addEventListener("click", (event) => this.#click(event.target.closest("[data-tool]")));
    document.addEventListener("keydown", (event) => this.#key(event));
    map.on("pm:create", ({ layer }) => this.#created(layer));
    map.on("pm:drawstart", ({ workingLayer }) => this.#watch(workingLayer));
  }

  /** Take a tool in hand, or put it down (null). */
  use(tool) {
    this.map.pm.disableDraw();
    if (this.sketched) this.listeners.sketching(null);
    this.sketched = false;
    this.tool = tool;
    if (tool && tool !== "zones") this.map.pm.enableDraw(tool, OPTIONS);
    this.listeners.zones(tool === "zones");
    this.tools.querySelectorAll("[aria-pressed]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
    });
    this.help.hidden = !tool;
    this.help.textContent = tool ? HELP[tool] : "";
  }

  #key(event) {
    if (!this.tool) return;
    if (event.key === "Escape") this.use(null);
    if (event.key !== "Backspace" || this.tool !== "Polygon" || isField(event.target)) return;
    event.preventDefault();
    this.map.pm.Draw.Polygon._removeLastVertex();
    this.#sketch(this.working);
  }

  #click(button) {
    if (!button) return;
    if (button.dataset.tool === "clear") {
      this.use(null);
      this.listeners.clear();
      return;
    }
    this.use(this.tool === button.dataset.tool ? null : button.dataset.tool);
  }

  #created(layer) {
    const shape = shapeOf(layer);
    if (this.tool === "Rectangle") shape.label = "Rectangle";
    layer.remove();
    this.sketched = false;
    this.use(null);
    this.listeners.drawn(shape);
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
    if (countable || this.sketched) this.listeners.sketching(countable ? layer : null);
    this.sketched = countable;
  }
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
