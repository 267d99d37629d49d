/** A map inside a page that scrolls: Ctrl + wheel zooms, two fingers move; the page keeps the rest. */

const HINT_MS = 1_500;
const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const WHEEL = `${MAC ? "⌘" : "Ctrl"} + molette pour zoomer`;
const FINGERS = "Deux doigts pour déplacer la carte";

/**
 * Full screen has no page to scroll, and a finger that draws must not move it: all gestures are the map's then.
 * Whoever draws otherwise than by Geoman sets `data-aimed` on the map's element and fires `geoalert:aimed`.
 * @param {HTMLElement} section what full screen shows
 */
export function gentle(map, section) {
  const container = map.getContainer();
  const hint = new Hint(container);
  const drawing = () => Boolean(map.pm?.globalDrawModeEnabled()) || "aimed" in container.dataset;
  const free = () => document.fullscreenElement === section || drawing();

  container.addEventListener(
    "wheel",
    (event) => {
      if (event.ctrlKey || event.metaKey || document.fullscreenElement === section) return;
      event.stopPropagation();
      hint.say(WHEEL);
    },
    { capture: true, passive: true },
  );

  // Before Leaflet sees the touch: one finger is not for its drag. Two are for its pinch, which also moves.
  container.addEventListener(
    "pointerdown",
    ({ pointerType }) => map.dragging[pointerType === "touch" && !free() ? "disable" : "enable"](),
    { capture: true },
  );
  container.addEventListener(
    "touchmove",
    ({ touches, target }) => {
      if (touches.length === 1 && !free() && !target.closest(".leaflet-control, .leaflet-marker-draggable")) {
        hint.say(FINGERS);
      }
    },
    { passive: true },
  );

  const follow = () => container.classList.toggle("map-free", free());
  map.on("pm:globaldrawmodetoggled geoalert:aimed", follow);
  section.addEventListener("fullscreenchange", follow);
}

/** A sentence over the map, for a moment. The keyboard needs none: a screen reader is not told. */
class Hint {
  constructor(container) {
    this.element = document.createElement("p");
    this.element.className = "map-hint";
    this.element.setAttribute("aria-hidden", "true");
    container.append(this.element);
  }

  say(text) {
    this.element.textContent = text;
    this.element.classList.add("said");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.element.classList.remove("said"), HINT_MS);
  }
}
