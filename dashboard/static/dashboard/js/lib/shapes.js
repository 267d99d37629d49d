/** The shapes of the perimeter: one list, edited by the map, the place field, the chips and the zone list. */

export const RADIUS = { min: 50, max: 2000, first: 300 };

let nextId = 1;

export class Shapes extends EventTarget {
  constructor(list = []) {
    super();
    this.list = [];
    list.forEach((shape) => this.add(shape, { quiet: true }));
  }

  /** Add a shape as the server knows it (`{type, sign, …}`); returns the entry with its `id`. */
  add(shape, { quiet = false, source = null } = {}) {
    const entry = { sign: "include", ...shape, id: nextId++ };
    this.list.push(entry);
    this.selected = entry.id;
    if (!quiet) this.#changed("add", entry, source);
    return entry;
  }

  /** A zone already there is not added twice. */
  addZone(kind, code, label, options = {}) {
    const { sign = "include", ...how } = options;
    return this.zone(kind, code) ?? this.add({ type: "zone", sign, kind, code, label, margin: 0 }, how);
  }

  zone(kind, code) {
    return this.list.find((shape) => shape.type === "zone" && shape.kind === kind && shape.code === code);
  }

  update(id, changes, source = null) {
    const entry = this.find(id);
    if (!entry) return;
    Object.assign(entry, changes);
    this.#changed("update", entry, source);
  }

  remove(id) {
    const entry = this.find(id);
    this.list = this.list.filter((shape) => shape.id !== id);
    if (this.selected === id) this.selected = this.list.at(-1)?.id;
    if (entry) this.#changed("remove", entry);
  }

  clear() {
    [...this.list].forEach((shape) => this.remove(shape.id));
  }

  select(id) {
    this.selected = id;
    this.dispatchEvent(new CustomEvent("geoalert:select", { detail: { id } }));
  }

  find(id) {
    return this.list.find((shape) => shape.id === id);
  }

  /** The circle that the radius slider moves: the selected one, else the last. */
  circle() {
    const chosen = this.find(this.selected);
    return chosen?.type === "circle" ? chosen : this.list.filter((s) => s.type === "circle").at(-1);
  }

  /** What the server reads: no ids. */
  asJSON() {
    return this.list.map(({ id, ...shape }) => shape);
  }

  #changed(what, shape, source = null) {
    this.dispatchEvent(new CustomEvent("geoalert:shapes", { detail: { what, shape, source } }));
  }
}

/** Where a circle reaches that just holds somebody so many metres outside: by hundreds; null beyond what is allowed. */
export function widened(radius, metres) {
  const wider = Math.ceil((radius + metres) / 100) * 100;
  return wider <= RADIUS.max ? wider : null;
}

/** A radius that the server takes, whatever was typed. */
export function clampRadius(value) {
  const number = Math.round(Number(value));
  if (!Number.isFinite(number)) return RADIUS.first;
  return Math.min(RADIUS.max, Math.max(RADIUS.min, number));
}

/** "Cercle de 300 m", "Polygone", or a zone's name. */
export function nameOf(shape) {
  if (shape.type === "circle") {
    return `Cercle ${Math.round(shape.radius)} m${shape.label ? `, ${shape.label}` : ""}`;
  }
  return shape.label || (shape.type === "polygon" ? "Polygone" : shape.code);
}
