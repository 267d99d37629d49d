/** The words of the filter: one open at a time, closed by Escape; a long list can be searched. */

import { bare } from "../lib/text.js";

export function oneOpenWord(page) {
  const words = [...page.querySelectorAll("details.word")];
  words.forEach((word) => {
    word.addEventListener("toggle", () => {
      if (word.open) words.filter((other) => other !== word).forEach((other) => (other.open = false));
    });
    word.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !word.open) return;
      word.open = false;
      word.querySelector("summary").focus();
    });
  });
  page.addEventListener("click", ({ target }) => {
    const named = page.getElementById(target.dataset?.word);
    if (named) {
      named.open = true;
      named.querySelector("input").focus();
      return;
    }
    words.forEach((word) => word.contains(target) || (word.open = false));
  });
}

/** A day that is typed ticks *Entre deux dates*; a preset that is ticked empties the days. */
export function daysOrPreset({ elements: { periode, du, au } }) {
  for (const day of [du, au]) day.addEventListener("input", () => (periode.value = "dates"));
  for (const choice of periode) {
    choice.addEventListener("change", () => choice.value === "dates" || (du.value = au.value = ""));
  }
}

/** @param {HTMLInputElement|null} field @param {HTMLElement} list of labels with a box each */
export function filterChoices(field, list) {
  if (!field) return;
  field.hidden = false;
  const labels = [...list.querySelectorAll("label")].map((label) => [label, bare(label.textContent)]);
  field.addEventListener("input", () => {
    const words = bare(field.value).split(" ");
    labels.forEach(([label, text]) => (label.hidden = !words.every((word) => text.includes(word))));
  });
  field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
}
