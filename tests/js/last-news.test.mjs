import assert from "node:assert/strict";
import { test } from "node:test";

import { LastNews, patience } from "../../dashboard/static/dashboard/js/panels/last-news.js";

/** A page that polls every second, last answered at 8 h 32. */
function page(t) {
  t.mock.timers.enable({ apis: ["setInterval", "Date"], now: 1000 });
  globalThis.document = new EventTarget();
  const time = {};
  const notice = { hidden: true, querySelector: () => time };
  const block = { dataset: { every: "1", at: "8 h 32" } };
  new LastNews(notice, () => block);
  const answer = (status, target = block) => {
    const event = new Event("htmx:after:request");
    event.detail = { ctx: { target, response: { status } } };
    document.dispatchEvent(event);
  };
  return { notice, time, block, answer };
}

test("three polls may fail before what is shown is called old", () => {
  assert.equal(patience(1), 4000);
  assert.equal(patience(10), 35_000);
});

test("silence is said with the hour of the last news, and no longer once there are news", (t) => {
  const { notice, time, answer } = page(t);
  t.mock.timers.tick(4000);
  assert.ok(notice.hidden);
  t.mock.timers.tick(1000);
  assert.ok(!notice.hidden);
  assert.equal(time.textContent, "8 h 32");
  answer(200);
  assert.ok(notice.hidden);
});

test("an error is no news", (t) => {
  const { notice, answer } = page(t);
  for (let second = 0; second < 6; second += 1) {
    t.mock.timers.tick(1000);
    answer(503);
  }
  assert.ok(!notice.hidden);
});

test("an answer for another piece of the page is no news", (t) => {
  const { notice, answer } = page(t);
  t.mock.timers.tick(5000);
  answer(200, {});
  assert.ok(!notice.hidden);
});

test("what does not poll any more is not old", (t) => {
  const { notice, block } = page(t);
  delete block.dataset.every;
  t.mock.timers.tick(60_000);
  assert.ok(notice.hidden);
});

test("a page that comes back into sight may ask again first", (t) => {
  const { notice } = page(t);
  document.hidden = true;
  t.mock.timers.tick(60_000);
  document.hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  t.mock.timers.tick(3000);
  assert.ok(notice.hidden);
});
