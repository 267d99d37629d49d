/** The place field: a combobox that asks the server while people type: our own names first, addresses after. */

import { getJSON } from "../lib/api.js";
import { Latest } from "../lib/latest.js";

const PAUSE = 180;
const NOTHING = "Aucun lieu de ce nom.";
const NO_ADDRESSES = "La recherche d’adresses ne répond pas.";

export class PlaceSearch {
  /**
   * @param {HTMLElement} box holds the input and the list; data-url for names, data-addresses for addresses
   * @param {(place: object) => void} chosen
   */
  constructor(box, chosen) {
    this.input = box.querySelector("[role=combobox]");
    this.list = box.querySelector("[role=listbox]");
    this.urls = { names: box.dataset.url, addresses: box.dataset.addresses };
    this.chosen = chosen;
    this.places = [];
    this.at = -1;
    this.answered = null;
    this.waiting = false;
    this.latest = new Latest(PAUSE);
    this.input.addEventListener("input", () => this.#ask());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("blur", () => setTimeout(() => this.#close(), 150));
    // The field keeps the focus while an option is pressed; the list goes with the click, so that the
    // click of a finger does not fall through to what lies under it.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]");
      if (option) this.#choose(Number(option.dataset.at));
    });
  }

  #ask() {
    const query = this.input.value.trim();
    this.waiting = false;
    if (query.length < 2) {
      this.#close();
      return;
    }
    const show = ({ places, silent }) => this.#answer(query, places, silent || NOTHING);
    this.latest.soon((signal) => this.#find(query, signal), show, () => this.#say("La recherche ne répond pas."));
  }

  /** Both are asked at once; our own names are shown while the addresses are still on their way. */
  async #find(query, signal) {
    const ask = (url) => getJSON(`${url}?q=${encodeURIComponent(query)}`, signal);
    const later = ask(this.urls.addresses).catch(() => ({ places: [], silent: NO_ADDRESSES }));
    const { places } = await ask(this.urls.names);
    if (places.length && !signal.aborted) this.#answer(query, places, NOTHING);
    const { places: addresses, silent } = await later;
    return { places: [...places, ...addresses], silent };
  }

  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.places.length) {
      event.preventDefault();
      this.#move((this.at + step + this.places.length) % this.places.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.#enter();
    } else if (event.key === "Escape") {
      this.#close();
    }
  }

  /** What is shown may answer fewer letters than are typed: then Enter waits for the answer to all. */
  #enter() {
    if (this.answered === this.input.value.trim()) this.#choose(Math.max(0, this.at));
    else this.waiting = true;
  }

  #answer(query, places, otherwise) {
    const at = this.answered === query ? this.at : 0;
    this.answered = query;
    this.#show(places, at, otherwise);
    if (!this.waiting || query !== this.input.value.trim()) return;
    this.waiting = false;
    this.#choose(0);
  }

  #show(places, at, otherwise) {
    this.places = places;
    this.list.replaceChildren(...places.map((place, index) => this.#option(place, index)));
    if (!places.length) return this.#say(otherwise);
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    return this.#move(at);
  }

  #option(place, at) {
    const option = document.createElement("li");
    option.id = `lieu-${at}`;
    option.dataset.at = at;
    option.setAttribute("role", "option");
    option.textContent = place.kind ? `${place.label} (${place.kind})` : place.label;
    return option;
  }

  #say(text) {
    const line = document.createElement("li");
    line.className = "none";
    line.setAttribute("role", "option");
    line.setAttribute("aria-disabled", "true");
    line.textContent = text;
    this.places = [];
    this.list.replaceChildren(line);
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  #move(at) {
    this.at = at;
    [...this.list.children].forEach((option, index) => {
      option.setAttribute("aria-selected", String(index === at));
      if (index === at) option.scrollIntoView({ block: "nearest" });
    });
    this.input.setAttribute("aria-activedescendant", `lieu-${at}`);
  }

  #choose(at) {
    const place = this.places[at];
    if (!place) return;
    this.input.value = place.label;
    // The next place replaces this one.
    this.input.select();
    this.#close();
    this.chosen(place);
  }

  #close() {
    this.latest.cancel();
    this.answered = null;
    this.list.hidden = true;
    this.places = [];
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
