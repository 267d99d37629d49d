import assert from "node:assert/strict";
import { test } from "node:test";

import { classWords, middle, nearest } from "../../dashboard/static/dashboard/js/lib/cells.js";

/** A hexagon about a place, closed, as the server sends it. */
function ring(x, y) {
  const corners = [...Array(7)].map((_, k) => Math.PI / 6 + (k * Math.PI) / 3);
  return corners.map((turn) => [x + (0.002 * Math.cos(turn)) / 0.6577, y + 0.002 * Math.sin(turn)]);
}

test("the middle of a ring is its centre, the closing corner counted once", () => {
  const [x, y] = middle(ring(2.33, 48.867));
  assert.ok(Math.abs(x - 2.33) < 1e-9 && Math.abs(y - 48.867) < 1e-9);
});

test("a place belongs to the cell whose centre is nearest on the ground, not in degrees", () => {
  const east = [1, 3, ring(2.336, 48.867)];
  const north = [1, 8, ring(2.33, 48.8715)];
  assert.equal(nearest([east, north], 2.333, 48.869), east);
  assert.equal(nearest([north], 0, 0), north);
});

test("a class is said in numbers", () => {
  assert.equal(classWords({ from: 3, to: 7 }), "3 à 7");
  assert.equal(classWords({ from: 2, to: 2 }), "2");
  assert.equal(classWords({ from: 12, to: null }), "12 et plus");
});
