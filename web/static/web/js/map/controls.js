/** Buttons on the map: real ones, with names. Zoom, full screen, and the choice of the background. */

const L = window.L;
const KEPT = "geoalert:fond";
const CHOICES = { streets: "Plan des rues", ground: "Fond simple" };

/** A place for buttons at a corner of the map; what happens in it is no click on the map. */
export function plate(map, position, className = "map-buttons") {
  const element = L.DomUtil.create("div", className);
  L.DomEvent.disableClickPropagation(element);
  L.DomEvent.disableScrollPropagation(element);
  const control = new L.Control({ position });
  control.onAdd = () => element;
  control.addTo(map);
  return element;
}

/** @param {string} sprite address of the icons */
export function button(label, iconName, sprite, pressed) {
  const element = document.createElement("button");
  element.type = "button";
  element.title = label;
  element.setAttribute("aria-label", label);
  element.append(icon(iconName, sprite));
  element.addEventListener("click", pressed);
  return element;
}

function icon(name, sprite) {
  const svg = L.SVG.create("svg");
  svg.classList.add("icon");
  svg.setAttribute("aria-hidden", "true");
  const use = L.SVG.create("use");
  use.setAttribute("href", `${sprite}#i-${name}`);
  svg.append(use);
  return svg;
}

export function addButtons(map, sprite) {
  const closer = button("Zoomer", "plus", sprite, () => map.zoomIn());
  const farther = button("Dézoomer", "minus", sprite, () => map.zoomOut());
  plate(map, "topright").append(closer, farther);
  const follow = () => {
    closer.setAttribute("aria-disabled", String(map.getZoom() >= map.getMaxZoom()));
    farther.setAttribute("aria-disabled", String(map.getZoom() <= map.getMinZoom()));
  };
  map.on("zoomend", follow);
  follow();
}

/** Nothing where the browser has no full screen (iPhone). */
export function addFullScreen(map, section, sprite) {
  if (!document.fullscreenEnabled || !section.requestFullscreen) return;
  const on = () => document.fullscreenElement === section;
  const toggle = button("Plein écran", "full", sprite, () =>
    on() ? document.exitFullscreen() : section.requestFullscreen(),
  );
  toggle.setAttribute("aria-pressed", "false");
  section.addEventListener("fullscreenchange", () => {
    toggle.setAttribute("aria-pressed", String(on()));
    map.invalidateSize();
  });
  plate(map, "topright").append(toggle);
}

/** Streets over the ground, or the ground alone; the browser remembers. */
export function addLayerChoice(map, streets, sprite) {
  const choices = document.createElement("fieldset");
  choices.hidden = true;
  choices.append(legend("Fond de carte"));
  for (const [value, name] of Object.entries(CHOICES)) choices.append(choice(value, name, value === kept()));
  const open = button("Fond de carte", "layers", sprite, () => show(choices.hidden));
  const show = (on) => {
    choices.hidden = !on;
    open.setAttribute("aria-expanded", String(on));
    if (on) choices.querySelector(":checked").focus();
  };
  show(false);
  const place = plate(map, "topright", "map-buttons map-layers");
  place.append(open, choices);
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || choices.hidden) return;
    event.stopPropagation();
    show(false);
    open.focus();
  });
  map.on("click movestart", () => show(false));
  choices.addEventListener("change", ({ target }) => {
    keep(target.value);
    streets[target.value === "streets" ? "addTo" : "removeFrom"](map);
  });
  if (kept() === "streets") streets.addTo(map);
}

function choice(value, name, checked) {
  const label = document.createElement("label");
  const input = Object.assign(document.createElement("input"), { type: "radio", name: "map-layer", value, checked });
  label.append(input, name);
  return label;
}

function legend(text) {
  const element = document.createElement("legend");
  element.textContent = text;
  return element;
}

function kept() {
  try {
    return localStorage.getItem(KEPT) === "ground" ? "ground" : "streets";
  } catch {
    return "streets";
  }
}

function keep(value) {
  try {
    localStorage.setItem(KEPT, value);
  } catch {
    // A browser that keeps nothing shows the streets next time.
  }
}
