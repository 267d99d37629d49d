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

/** "17h25" from a datetime-local value. */
export function hour(value) {
  const match = /T(\d\d):(\d\d)/.exec(value);
  return match ? `${Number(match[1])}h${match[2]}` : "";
}

/** A template's text with its place and hour; what is not known yet stays as it was. */
export function filled(template, { place, time }) {
  return template.replaceAll("{lieu}", place || "{lieu}").replaceAll("{heure}", time || "{heure}");
}
