/** What the colours of the map mean, in numbers. */

import { classWords } from "../lib/cells.js";
import { number } from "../lib/text.js";

const TITLES = {
  hexagones: ({ width }) => ["Incidents par hexagone", `largeur ${width} m`],
  densite: ({ bandwidth }) => ["Incidents par km², sur 30 jours", `noyau gaussien, écart-type ${bandwidth} m`],
  points: ({ points, more }) => [
    "Un point par incident",
    more ? `les ${number(points.length)} plus récents seulement` : `${number(points.length)} localisés`,
  ],
};

export function drawLegend(element, answer) {
  const [title, detail] = TITLES[answer.kind](answer);
  element.querySelector("strong").textContent = title;
  element.querySelector("p span").textContent = detail;
  const lines = answer.classes.map((limits, at) => line(`q${at + 1}`, classWords(limits, number)));
  element.querySelector("ul").replaceChildren(...lines.reverse());
  element.hidden = false;
}

function line(colour, words) {
  const item = document.createElement("li");
  const square = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  square.setAttribute("viewBox", "0 0 16 16");
  square.setAttribute("aria-hidden", "true");
  rect.setAttribute("class", colour);
  rect.setAttribute("width", "16");
  rect.setAttribute("height", "16");
  square.append(rect);
  item.append(square, words);
  return item;
}
