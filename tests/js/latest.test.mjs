import assert from "node:assert/strict";
import { test } from "node:test";

import { Latest } from "../../dashboard/static/dashboard/js/lib/latest.js";

const turn = () => new Promise((done) => setImmediate(done));

/** A question that is answered when the test says so. */
function question() {
  const asked = {};
  asked.ask = (signal) => {
    asked.signal = signal;
    return new Promise((answer, fail) => Object.assign(asked, { answer, fail }));
  };
  return asked;
}

test("a late answer to an older question is never shown", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1000 });
  const latest = new Latest(120);
  const shown = [];
  const [old, newer] = [question(), question()];
  latest.soon(old.ask, (value) => shown.push(value), assert.fail);
  t.mock.timers.tick(1);
  latest.soon(newer.ask, (value) => shown.push(value), assert.fail);
  t.mock.timers.tick(120);
  newer.answer("new");
  old.answer("old");
  await turn();
  assert.deepEqual(shown, ["new"]);
  assert.ok(old.signal.aborted);
});

test("an answer is out of date while another question waits", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1000 });
  const latest = new Latest(120);
  const shown = [];
  const first = question();
  latest.soon(first.ask, (value, upToDate) => shown.push([value, upToDate]), assert.fail);
  t.mock.timers.tick(1);
  latest.soon(() => Promise.resolve("second"), (value, upToDate) => shown.push([value, upToDate]), assert.fail);
  first.answer("first");
  await turn();
  t.mock.timers.tick(200);
  await turn();
  assert.deepEqual(shown, [["first", false], ["second", true]]);
});

test("questions are asked no faster than the pause, and the last one is asked", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1000 });
  const latest = new Latest(120);
  const asked = [];
  for (let at = 0; at < 30; at += 1) {
    latest.soon(() => asked.push(at) && new Promise(() => {}), assert.fail, assert.fail);
    t.mock.timers.tick(10);
  }
  t.mock.timers.tick(500);
  assert.ok(asked.length >= 2 && asked.length <= 4, `${asked.length} questions in 300 ms`);
  assert.equal(asked.at(-1), 29);
});

test("nothing is shown after a cancel", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1000 });
  const latest = new Latest(120);
  const asked = question();
  latest.soon(asked.ask, assert.fail, assert.fail);
  t.mock.timers.tick(1);
  latest.cancel();
  asked.answer("too late");
  await turn();
  assert.ok(asked.signal.aborted);
});

test("a failure is told, an abort is not", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1000 });
  const latest = new Latest(120);
  const failures = [];
  const [called, failed] = [question(), question()];
  latest.soon(called.ask, assert.fail, assert.fail);
  t.mock.timers.tick(1);
  called.fail(new DOMException("gone", "AbortError"));
  await turn();
  latest.soon(failed.ask, assert.fail, (error) => failures.push(error.message));
  t.mock.timers.tick(200);
  failed.fail(new Error("broken"));
  await turn();
  assert.deepEqual(failures, ["broken"]);
});
