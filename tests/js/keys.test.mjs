import assert from "node:assert/strict";
import { test } from "node:test";

import { shortcut } from "../../dashboard/static/dashboard/js/lib/keys.js";

const FREE = { typing: false, single: true };

test("Ctrl and Enter verify, even from a field", () => {
  assert.equal(shortcut({ key: "Enter", ctrlKey: true }, { typing: true, single: false }), "verify");
  assert.equal(shortcut({ key: "Enter", metaKey: true }, FREE), "verify");
  assert.equal(shortcut({ key: "Enter" }, FREE), null);
});

test("a single key is a shortcut unless somebody types or has switched it off", () => {
  assert.equal(shortcut({ key: "/" }, FREE), "search");
  assert.equal(shortcut({ key: "?" }, FREE), "help");
  assert.equal(shortcut({ key: "/" }, { typing: true, single: true }), null);
  assert.equal(shortcut({ key: "?" }, { typing: false, single: false }), null);
  assert.equal(shortcut({ key: "/", ctrlKey: true }, FREE), null);
  assert.equal(shortcut({ key: "a" }, FREE), null);
});
