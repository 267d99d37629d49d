import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { keep, restore, sent, taken } from "../../dashboard/static/dashboard/js/lib/draft.js";

const CIRCLE = [{ type: "circle" }];
const FIELDS = ["form_key", "kind", "occurred_at", "place", "text", "modele", "advice_page", "valid_minutes"];

function form(key, place = "") {
  const elements = Object.fromEntries(FIELDS.map((name) => [name, { value: "" }]));
  elements.form_key.value = key;
  elements.place.value = place;
  return { elements, querySelectorAll: () => [] };
}

beforeEach(() => {
  const held = new Map();
  globalThis.sessionStorage = {
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => held.set(key, value),
    removeItem: (key) => held.delete(key),
  };
  keep(form("a", "rue de la Paix"), CIRCLE);
});

test("what was kept fills a fresh page, and stays the same alert", () => {
  const fresh = form("b");
  assert.deepEqual(restore(fresh, true, false), CIRCLE);
  assert.equal(fresh.elements.place.value, "rue de la Paix");
  assert.equal(fresh.elements.form_key.value, "a");
});

test("it fills no other alert", () => {
  assert.equal(restore(form("b"), false, true), null);
});

test("what the server has comes again by the way back, and is then kept as before", () => {
  taken();
  assert.deepEqual(restore(form("b"), true, true), CIRCLE);
  assert.deepEqual(restore(form("c"), true, false), CIRCLE);
});

test("what the server has does not come again to who begins another alert", () => {
  taken();
  assert.equal(restore(form("b"), true, false), null);
  assert.equal(restore(form("b"), true, true), null);
});

test("what was sent does not come again, not even by the way back", () => {
  taken();
  sent();
  assert.equal(restore(form("b"), true, true), null);
});

test("an alert that is followed takes nothing from the one being written", () => {
  sent();
  assert.deepEqual(restore(form("b"), true, false), CIRCLE);
});
