/** The page's one voice for a screen reader: several may speak, it says them together once they are quiet. */

const QUIET = 500;

export class Announcer {
  #said = new Map();
  #timer = null;

  /** @param {HTMLElement} region the page's only role=status */
  constructor(region) {
    this.region = region;
  }

  /** What `who` has to say replaces what it said before; an empty text takes it back. */
  say(who, text) {
    if (text) this.#said.set(who, text);
    else this.#said.delete(who);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#speak(), QUIET);
  }

  /** A text is said once: only the news, in the order in which people spoke. */
  #speak() {
    const text = [...this.#said.values()].join(". ");
    this.#said.clear();
    if (text) this.region.textContent = text;
  }
}
