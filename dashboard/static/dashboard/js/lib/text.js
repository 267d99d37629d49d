/** Small French formats; the server's words stay the server's. */

const NUMBERS = new Intl.NumberFormat("fr-FR");

export function number(value) {
  return NUMBERS.format(value);
}

/** plural(1, "abonné") is "1 abonné"; plural(2, "abonné") is "2 abonnés". */
export function plural(count, word, words = `${word}s`) {
  return `${number(count)} ${count === 1 || count === 0 ? word : words}`;
}

export function euros(value) {
  return `${value.toLocaleString("fr-FR", { minimumFractionDigits: 2, maximumFractionDigits: 2 })} €`;
}

/** Lower-case words without accents, to filter a list as people type. */
export function bare(text) {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

/** "80 commerces dans le périmètre, dont 8 injoignables (4 ont arrêté)…", from an answer of the count. */
export function breakdown({ inside, unreachable, reasons, not_selected: others, reached, count, nearest }) {
  if (!inside) return `Personne ici${nearest ? ` : le plus proche est à ${number(nearest)} m` : ""}.`;
  const parts = [`${plural(inside, "commerce")} dans le périmètre`];
  if (unreachable) {
    const why = reasons.map((reason) => `${reason.label} : ${number(reason.count)}`).join(", ");
    parts.push(`dont ${plural(unreachable, "injoignable")} (${why})`);
  }
  if (others) parts.push(`${number(others)} de professions non cochées`);
  const doubles = reached - count;
  if (doubles > 0) parts.push(`${plural(doubles, "doublon")} de numéro`);
  return `${parts.join(", ")}.`;
}

/** The count as it is spoken: "214 abonnés dans le périmètre, dont 209 joignables par SMS". */
export function spoken({ inside, unreachable, count, nearest }) {
  if (!inside) return `Personne dans le périmètre${nearest ? `, le plus proche est à ${number(nearest)} m` : ""}`;
  const reachable = inside - unreachable;
  const said = `${plural(inside, "abonné")} dans le périmètre, dont ${plural(reachable, "joignable")} par SMS`;
  return count === reachable ? said : `${said}, ${number(count)} SMS à envoyer`;
}

/** The words that differ, letter by letter: [{before, from, to, after}], at most `most` of them. */
export function changedWords(text, better, most = 3) {
  const words = text.split(/\s+/);
  const others = better.split(/\s+/);
  if (words.length !== others.length) return [];
  const pairs = words.map((word, at) => [word, others[at]]).filter(([word, other]) => word !== other);
  return pairs.slice(0, most).map(([word, other]) => difference(word, other));
}

function difference(word, other) {
  let start = 0;
  while (start < word.length && word[start] === other[start]) start += 1;
  let end = 0;
  const room = Math.min(word.length, other.length) - start;
  while (end < room && word.at(-1 - end) === other.at(-1 - end)) end += 1;
  return {
    before: word.slice(0, start),
    from: word.slice(start, word.length - end),
    to: other.slice(start, other.length - end),
    after: word.slice(word.length - end),
  };
}

/** "17h25" from a datetime-local value. */
export function hour(value) {
  const match = /T(\d\d):(\d\d)/.exec(value);
  return match ? `${Number(match[1])}h${match[2]}` : "";
}

/** A template's text with its place and hour; what is not known yet stays as it was. */
export function filled(template, { place, time }) {
  const known = { "{lieu}": place, "{heure}": time };
  return template.replace(/\{lieu\}|\{heure\}/g, (gap) => known[gap] || gap);
}
