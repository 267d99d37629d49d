import assert from "node:assert/strict";
import { test } from "node:test";

import { bare, breakdown, changedWords, filled, hour, plural, spoken } from "../../dashboard/static/dashboard/js/lib/text.js";

const ANSWER = { count: 72, inside: 80, reached: 72, not_selected: 0, unreachable: 0, reasons: [] };

test("a list is filtered without accents, case or hyphens", () => {
  assert.equal(bare("Saint-Denis, Île-Saint-Denis"), "saint denis ile saint denis");
});

test("a template keeps what is not known yet", () => {
  const text = "Vol {lieu} à {heure}.";
  assert.equal(filled(text, { place: "place Vendôme", time: "" }), "Vol place Vendôme à {heure}.");
});

test("a place with a dollar sign is put in as it is", () => {
  assert.equal(filled("{lieu}", { place: "$& $1", time: "" }), "$& $1");
});

test("an hour is said as people write it", () => {
  assert.equal(hour("2026-11-24T09:05"), "9h05");
  assert.equal(hour(""), "");
});

test("none and one are singular in French", () => {
  assert.deepEqual([0, 1, 2].map((count) => plural(count, "abonné")), ["0 abonné", "1 abonné", "2 abonnés"]);
});

test("the breakdown says why some are not reached", () => {
  const reasons = [{ label: "sans numéro", count: 2 }, { label: "a arrêté", count: 1 }];
  assert.equal(
    breakdown({ ...ANSWER, unreachable: 3, reasons }),
    "80 commerces dans le périmètre, dont 3 injoignables (sans numéro : 2, a arrêté : 1).",
  );
});

test("shops that share a number are explained, since the count is of numbers", () => {
  assert.match(breakdown({ ...ANSWER, count: 70 }), /2 doublons de numéro/);
  assert.doesNotMatch(breakdown(ANSWER), /doublon/);
});

test("a replaced letter is shown inside its word", () => {
  assert.deepEqual(changedWords("place Vendôme à", "place Vendome à"), [
    { before: "Vend", from: "ô", to: "o", after: "me" },
  ]);
});

test("a letter that becomes two is shown whole", () => {
  assert.deepEqual(changedWords("sœur", "soeur"), [{ before: "s", from: "œ", to: "oe", after: "ur" }]);
});

test("no more words are shown than asked for", () => {
  assert.equal(changedWords("ô ô ô ô", "o o o o", 2).length, 2);
});

test("the count is spoken in one sentence, with what is sent where it differs", () => {
  const answer = { ...ANSWER, inside: 214, unreachable: 5, count: 209 };
  assert.equal(spoken(answer), "214 abonnés dans le périmètre, dont 209 joignables par SMS");
  assert.equal(spoken({ ...answer, count: 40 }), "214 abonnés dans le périmètre, dont 209 joignables par SMS, 40 SMS à envoyer");
});

test("nobody inside says how far the nearest is, where there is one", () => {
  const nobody = { ...ANSWER, inside: 0, reached: 0, count: 0, nearest: 420 };
  assert.equal(breakdown(nobody), "Personne ici : le plus proche est à 420 m.");
  assert.equal(breakdown({ ...nobody, nearest: null }), "Personne ici.");
  assert.equal(spoken(nobody), "Personne dans le périmètre, le plus proche est à 420 m");
});
