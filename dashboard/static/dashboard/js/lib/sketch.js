/** A shape set point by point: what it holds, when it is done, what the server would read. Points are [longitude, latitude]. */

import { RADIUS } from "./shapes.js";
import { plural } from "./text.js";

/** Points that a tool needs before its shape is one. */
const ENOUGH = { Polygon: 3, Rectangle: 2, Circle: 1 };
const METRES_PER_DEGREE = 111_195;

export class Sketch {
  /** @param {"Polygon"|"Rectangle"|"Circle"} tool */
  constructor(tool) {
    this.tool = tool;
    this.points = [];
  }

  get complete() {
    return this.points.length >= ENOUGH[this.tool];
  }

  /**
   * Set a point. A point on the first one closes a polygon, and so does one on the last, set twice.
   * Answers "added", "done", or "ignored" where a point would add nothing.
   */
  set(point, { onFirst = false, onLast = false } = {}) {
    if (onFirst || onLast) return this.tool === "Polygon" && this.complete ? "done" : "ignored";
    this.points.push(point);
    return this.tool !== "Polygon" && this.complete ? "done" : "added";
  }

  /** Take the last point back; false when there is none. */
  back() {
    return this.points.pop() !== undefined;
  }

  /** The shape as it is now, a rectangle as far as the point aimed at; null while there is none. */
  shape(aim = null) {
    const points = this.tool === "Rectangle" && aim ? [...this.points, aim].slice(0, 2) : this.points;
    if (points.length < ENOUGH[this.tool]) return null;
    if (this.tool === "Circle") return { type: "circle", center: points[0], radius: RADIUS.first };
    const ring = this.tool === "Rectangle" ? corners(...points) : points;
    if (!area(ring)) return null;
    return { type: "polygon", geometry: { type: "Polygon", coordinates: [[...ring, ring[0]]] } };
  }

  /** "3 sommets, 0,42 km²". */
  words(aim = null) {
    const [word, words] = this.tool === "Rectangle" ? ["angle", "angles"] : ["sommet", "sommets"];
    const set = plural(this.points.length, word, words);
    const ring = this.shape(aim)?.geometry?.coordinates[0];
    return ring ? `${set}, ${squareKilometres(area(ring))}` : set;
  }
}

/** The four corners of a rectangle that lies with the meridians, from two opposite ones. */
export function corners([west, south], [east, north]) {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ];
}

/**
 * Square metres within a ring, closed or not, on a plane that touches its first point: within 1 % for a
 * district. It is said while somebody draws; the server measures what counts.
 */
export function area(ring) {
  const [x0, y0] = ring[0];
  const east = METRES_PER_DEGREE * Math.cos((y0 * Math.PI) / 180);
  const plane = ring.map(([x, y]) => [(x - x0) * east, (y - y0) * METRES_PER_DEGREE]);
  const twice = plane.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = plane[(at + 1) % plane.length];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}

export function squareKilometres(squareMetres) {
  return `${(squareMetres / 1e6).toLocaleString("fr-FR", { maximumSignificantDigits: 2 })} km²`;
}

/** Whether a GeoJSON polygon or multi-polygon holds a point, by the parity of the lines crossed. */
export function holds({ type, coordinates }, point) {
  const polygons = type === "Polygon" ? [coordinates] : coordinates;
  return polygons.some((rings) => rings.filter((ring) => encircles(ring, point)).length % 2 === 1);
}

function encircles(ring, [x, y]) {
  let inside = false;
  ring.forEach(([x1, y1], at) => {
    const [x2, y2] = ring[(at + 1) % ring.length];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  });
  return inside;
}
