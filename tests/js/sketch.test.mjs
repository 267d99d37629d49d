import assert from "node:assert/strict";
import { test } from "node:test";

import { area, corners, holds, Sketch, squareKilometres } from "../../dashboard/static/dashboard/js/lib/sketch.js";

const A = [2.33, 48.86];
const B = [2.34, 48.86];
const C = [2.34, 48.87];

const drawn = (tool, ...points) => {
  const sketch = new Sketch(tool);
  points.forEach((point) => sketch.set(point));
  return sketch;
};

test("a polygon is done when its first point is set again, once it has three", () => {
  const sketch = drawn("Polygon", A, B);
  assert.equal(sketch.set(A, { onFirst: true }), "ignored");
  assert.equal(sketch.set(C), "added");
  assert.equal(sketch.set(A, { onFirst: true }), "done");
  assert.deepEqual(sketch.shape().geometry.coordinates, [[A, B, C, A]]);
});

test("a point set twice ends a polygon, and adds nothing before it is one", () => {
  const sketch = drawn("Polygon", A);
  assert.equal(sketch.set(A, { onLast: true }), "ignored");
  assert.equal(sketch.points.length, 1);
  sketch.set(B);
  sketch.set(C);
  assert.equal(sketch.set(C, { onLast: true }), "done");
});

test("the last point is taken back, until there is none", () => {
  const sketch = drawn("Polygon", A, B);
  assert.equal(sketch.back(), true);
  assert.deepEqual(sketch.points, [A]);
  assert.equal(sketch.back(), true);
  assert.equal(sketch.back(), false);
});

test("a rectangle reaches as far as what is aimed at, then as its second corner", () => {
  const sketch = drawn("Rectangle", A);
  assert.deepEqual(sketch.shape(C).geometry.coordinates[0].slice(0, 4), corners(A, C));
  assert.equal(sketch.shape(A), null);
  assert.equal(sketch.set(C), "done");
  assert.deepEqual(sketch.shape(B).geometry.coordinates[0], [...corners(A, C), A]);
});

test("a circle needs its centre only", () => {
  const sketch = new Sketch("Circle");
  assert.equal(sketch.shape(), null);
  assert.equal(sketch.set(A), "done");
  assert.deepEqual(sketch.shape(), { type: "circle", center: A, radius: 300 });
});

test("a line there and back is no shape", () => {
  assert.equal(drawn("Polygon", A, B, A).shape(), null);
});

test("a sketch says its points, and its size once it has one", () => {
  assert.equal(drawn("Polygon", A).words(), "1 sommet");
  assert.equal(drawn("Polygon", A, B, C).words(), "3 sommets, 0,41 km²");
  assert.equal(drawn("Rectangle", A).words(C), "1 angle, 0,81 km²");
});

test("an area is that of the plane within one per cent", () => {
  // PostGIS, ST_Area of the geography: 408 000 m² for this triangle.
  const found = area([A, B, C]);
  assert.ok(Math.abs(found / 408_000 - 1) < 0.01, String(found));
  assert.equal(area([A, B, C, A]), found);
  assert.equal(squareKilometres(2_345_678), "2,3 km²");
});

test("a polygon holds what is within its outer line and not what is in a hole", () => {
  const square = (from, to) => [[from, from], [to, from], [to, to], [from, to], [from, from]];
  const ring = { type: "Polygon", coordinates: [square(0, 10), square(4, 6)] };
  assert.equal(holds(ring, [2, 2]), true);
  assert.equal(holds(ring, [5, 5]), false);
  assert.equal(holds(ring, [11, 5]), false);
  assert.equal(holds({ type: "MultiPolygon", coordinates: [ring.coordinates, [square(20, 30)]] }, [25, 25]), true);
});
