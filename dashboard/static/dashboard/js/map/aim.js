/** A cross-hair in the middle of the map, there while the keyboard is used; the map moves under it. */

const STEP = 64;
const FINE = 8;
const PANS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ZOOMS = { "+": 1, "=": 1, "-": -1, "−": -1 };
/** Brackets need a third hand on a French keyboard: page keys do the same. */
const COMMANDS = {
  Enter: ["set"],
  " ": ["set"],
  Backspace: ["back"],
  "[": ["radius", -1],
  "]": ["radius", 1],
  PageDown: ["radius", -1],
  PageUp: ["radius", 1],
};
const BRACKETS = new Set(["[", "]"]);

export class Aim extends EventTarget {
  /** @param {object} map Leaflet map @param {HTMLElement} mark the cross-hair, hidden until it is needed */
  constructor(map, mark) {
    super();
    Object.assign(this, { map, mark, held: false, paused: () => false });
    this.box = map.getContainer();
    this.box.addEventListener("keydown", (event) => this.#key(event), { capture: true });
    this.box.addEventListener("focus", () => this.box.matches(":focus-visible") && this.show(true));
    this.box.addEventListener("blur", () => this.show(false));
    this.box.addEventListener("pointerdown", () => this.show(false));
    map.on("move", () => this.shown && this.#tell("moved"));
  }

  get shown() {
    return !this.mark.hidden;
  }

  /** Shown by the keyboard, hidden by the mouse, unless it is held. */
  show(shown) {
    const wanted = shown || this.held;
    if (wanted === this.shown) return;
    this.mark.hidden = !wanted;
    this.#tell("shown");
  }

  /** Keep it in sight while something is drawn with it, or let it go again. */
  hold(held) {
    this.held = held;
    // One finger moves the map while it draws, and the page otherwise.
    this.box.toggleAttribute("data-aimed", held);
    this.map.fire("geoalert:aimed");
    this.show(held || document.activeElement === this.box);
  }

  focus() {
    this.box.focus();
    this.show(true);
  }

  /** [longitude, latitude] under the cross-hair. */
  point() {
    const { lat, lng } = this.map.getCenter();
    return [lng, lat];
  }

  /** Whether a point lies under the cross-hair, as far as an eye can tell. */
  on(point, pixels = 10) {
    const at = ([lng, lat]) => this.map.latLngToContainerPoint([lat, lng]);
    return at(point).distanceTo(at(this.point())) <= pixels;
  }

  /** Keys of the map itself; its buttons keep theirs, and so do the browser and the page (Alt, Ctrl). */
  #key(event) {
    if (event.target !== this.box || this.paused()) return;
    const plain = !event.altKey && !event.ctrlKey && !event.metaKey;
    const pan = plain && PANS[event.key];
    const zoom = plain && ZOOMS[event.key];
    // AltGr, which writes a bracket on a French keyboard, is Ctrl and Alt together on some systems.
    const command = plain || BRACKETS.has(event.key) ? COMMANDS[event.key] : null;
    if (!pan && !zoom && !command) return;
    event.preventDefault();
    event.stopPropagation();
    this.show(true);
    if (pan) this.#pan(pan, event.shiftKey ? FINE : STEP);
    else if (zoom) this.map.setZoom(this.map.getZoom() + zoom, { animate: false });
    // A key held down goes on moving, and sets nothing again.
    else if (!event.repeat || command[0] === "radius") this.#tell(...command);
  }

  #pan([x, y], pixels) {
    this.map.panBy([x * pixels, y * pixels], { animate: false });
  }

  #tell(what, detail = null) {
    this.dispatchEvent(new CustomEvent(`geoalert:${what}`, { detail }));
  }
}
