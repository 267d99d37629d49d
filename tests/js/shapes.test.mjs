import assert from "node:assert/strict";
import { test } from "node:test";

import { clampRadius, nameOf, Shapes, widened } from "../../dashboard/static/dashboard/js/lib/shapes.js";

const CIRCLE = { type: "circle", center: [2.3294, 48.8675], radius: 300 };

function listening(shapes) {
  const heard = [];
  shapes.addEventListener("geoalert:shapes", ({ detail }) => heard.push([detail.what, detail.source]));
  return heard;
}

test("what leaves for the server carries no id of ours", () => {
  const shapes = new Shapes([CIRCLE]);
  assert.deepEqual(shapes.asJSON(), [{ sign: "include", ...CIRCLE }]);
});

test("a zone is not added twice", () => {
  const shapes = new Shapes();
  const heard = listening(shapes);
  shapes.addZone("sector", "75-08", "Paris 8e");
  shapes.addZone("sector", "75-08", "Paris 8e");
  assert.equal(shapes.list.length, 1);
  assert.deepEqual(heard, [["add", null]]);
});

test("who changed a shape is told, so that the map does not answer itself", () => {
  const shapes = new Shapes();
  const heard = listening(shapes);
  const { id } = shapes.add(CIRCLE, { source: "map" });
  shapes.update(id, { radius: 400 }, "map");
  shapes.remove(id);
  assert.deepEqual(heard, [["add", "map"], ["update", "map"], ["remove", null]]);
});

test("the slider moves the chosen circle, else the last one", () => {
  const shapes = new Shapes();
  const first = shapes.add({ ...CIRCLE, radius: 100 });
  const second = shapes.add({ ...CIRCLE, radius: 200 });
  shapes.addZone("sector", "75-08", "Paris 8e");
  assert.equal(shapes.circle().id, second.id);
  shapes.select(first.id);
  assert.equal(shapes.circle().id, first.id);
});

test("clearing tells every removal", () => {
  const shapes = new Shapes([CIRCLE, CIRCLE]);
  const heard = listening(shapes);
  shapes.clear();
  assert.equal(shapes.asJSON().length, 0);
  assert.equal(heard.length, 2);
});

test("any radius typed becomes one the server takes", () => {
  assert.deepEqual(["", "7", "99999", "310.4", "x"].map(clampRadius), [50, 50, 2000, 310, 300]);
});

test("a chip says what its shape is", () => {
  assert.equal(nameOf({ ...CIRCLE, label: "Mairie de Montreuil" }), "Cercle 300 m, Mairie de Montreuil");
  assert.equal(nameOf({ type: "polygon" }), "Polygone");
  assert.equal(nameOf({ type: "zone", code: "75-08", label: "Paris 8e" }), "Paris 8e");
});

test("a circle is widened to the next hundred that holds the nearest, as far as it is allowed", () => {
  assert.equal(widened(300, 120), 500);
  assert.equal(widened(300, 100), 400);
  assert.equal(widened(1900, 101), null);
});

test("a zone may be left out from the start, and is found again by kind and code", () => {
  const shapes = new Shapes();
  shapes.addZone("commune", "75101", "Paris 1er", { sign: "exclude", source: "list" });
  assert.equal(shapes.zone("commune", "75101").sign, "exclude");
  assert.equal(shapes.zone("sector", "75101"), undefined);
});
