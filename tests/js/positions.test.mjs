import assert from "node:assert/strict";
import { test } from "node:test";

import { degrees, lambert93, plane } from "../../web/static/web/js/map/positions.js";

// Transformed by PROJ from EPSG:4326 to EPSG:2154.
const KNOWN = [
  [2.3294, 48.8675, 650806.45, 6863261.21],
  [2.3582, 48.9356, 652980.65, 6870816.1],
  [2.14, 48.68, 636685.98, 6842549.57],
  [2.62, 49.02, 672205.53, 6880077.8],
];

test("metres of Lambert-93 agree with PROJ to a decimetre", () => {
  for (const [longitude, latitude, x, y] of KNOWN) {
    const found = lambert93(longitude, latitude);
    assert.ok(Math.hypot(found.x - x, found.y - y) < 0.1, `${longitude}, ${latitude}`);
  }
});

test("degrees are written as the place field reads them", () => {
  assert.equal(degrees({ lat: 48.8675, lng: 2.3294 }), "48,86750° N, 2,32940° E");
});

test("metres are whole and grouped", () => {
  assert.equal(plane({ lat: 48.8675, lng: 2.3294 }).replace(/\s/gu, " "), "Lambert-93 : 650 806 m, 6 863 261 m");
});
