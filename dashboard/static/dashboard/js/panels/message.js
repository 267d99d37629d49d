/** The message: templates, the server's counter, replacements, and the phone that will show it. */

import { postForm } from "../lib/api.js";
import { Latest } from "../lib/latest.js";
import { changedWords, euros, filled, hour, number } from "../lib/text.js";

const PAUSE = 200;
/** The tile of a text that follows no template. */
const FREE = "libre";

export class Message {
  /** @param {HTMLFormElement} form @param {{templates: object[], link: string, price: number}} page */
  constructor(form, page) {
    Object.assign(this, { form, page, count: 0, parts: 1 });
    this.text = form.elements.text;
    // A tile already pressed says that the text is what its template wrote.
    this.template = this.#named(form.elements.modele.value);
    this.written = this.text.value;
    this.latest = new Latest(PAUSE);
    this.text.addEventListener("input", () => {
      this.#press();
      this.measure();
    });
    form.addEventListener("change", ({ target }) => target.name === "modele" && this.#pick(target.value));
    for (const field of [form.elements.place, form.elements.occurred_at]) {
      field.addEventListener("input", () => this.#refill());
    }
    this.replace = form.querySelector("#remplacer");
    this.replaced = form.querySelector("#remplace");
    this.replace.querySelector("button").addEventListener("click", () => this.#replace());
    this.replaced.querySelector("button").addEventListener("click", () => this.#restore());
    this.measure();
  }

  /** The number of recipients changed: so does the price. */
  priceFor(count) {
    this.count = count;
    this.#price();
  }

  measure() {
    const text = this.text.value;
    this.form.querySelector("#apercu").textContent = `${text.trim()} ${this.page.link}`;
    const ask = (signal) => postForm(this.text.dataset.url, { text }, signal);
    this.latest.soon(ask, (answer) => this.#show(answer, text), () => this.#silent());
  }

  #named(id) {
    return this.page.templates.find((template) => template.id === id) ?? null;
  }

  #pick(value) {
    this.template = this.#named(value);
    if (!this.template) {
      this.text.focus();
      return;
    }
    this.form.elements.kind.value = this.template.kind;
    this.form.elements.advice_page.value = this.template.advice;
    this.#fill();
  }

  /** A template's text follows place and hour until the officer changes it by hand. */
  #refill() {
    if (this.template && this.#untouched()) this.#fill();
  }

  #untouched() {
    return this.text.value === "" || this.text.value === this.written;
  }

  /** The tile pressed is the template that the text still follows. */
  #press() {
    if (this.template) this.form.elements.modele.value = this.#untouched() ? this.template.id : FREE;
  }

  #fill() {
    const { place, occurred_at: when } = this.form.elements;
    this.tidy = true;
    this.written = filled(this.template.text, { place: place.value.trim(), time: hour(when.value) });
    this.text.value = this.written;
    this.#press();
    this.measure();
    this.text.dispatchEvent(new Event("geoalert:filled", { bubbles: true }));
  }

  #show(size, text) {
    if (text !== this.text.value) return;
    this.parts = size.parts;
    const counter = this.form.querySelector("#compteur");
    const sms = document.createElement("strong");
    sms.textContent = `${size.parts} SMS`;
    counter.replaceChildren(sms, `, ${number(size.units)} sur ${number(size.capacity)} avec le lien`);
    const guilty = size.guilty.map(({ char, count }) => `« ${char} »${count > 1 ? ` × ${count}` : ""}`);
    this.replace.hidden = !guilty.length;
    this.replace.querySelector("span").textContent = `${guilty.join(", ")} : 70 caractères par SMS au lieu de 160.`;
    this.replace.querySelector("button").hidden = size.replaced === text;
    if (this.before !== undefined && text !== this.after) this.replaced.hidden = true;
    this.better = size.replaced;
    this.#price();
    if (this.tidy && size.replaced !== text) this.#replace({ focus: false });
    this.tidy = false;
  }

  /** A template is tidied at once (and can be put back); other words only when asked. */
  #replace({ focus = true } = {}) {
    this.before = this.text.value;
    this.after = this.better;
    this.text.value = this.better;
    if (this.before === this.written) this.written = this.better;
    this.replaced.hidden = false;
    this.replaced.querySelector("span").replaceChildren(...changedWords(this.before, this.better).flatMap(shown));
    this.#rewritten({ focus });
  }

  #restore() {
    if (this.after === this.written) this.written = this.before;
    this.text.value = this.before;
    this.replaced.hidden = true;
    this.#rewritten();
  }

  #rewritten({ focus = true } = {}) {
    this.measure();
    if (focus) this.text.focus();
    this.text.dispatchEvent(new Event("geoalert:filled", { bubbles: true }));
  }

  #silent() {
    this.form.querySelector("#compteur").textContent = "Le compteur ne répond pas : le message sera vérifié à l’étape suivante.";
  }

  #price() {
    const total = this.count * this.parts * this.page.price;
    this.form.querySelector("#prix").textContent = `${number(this.count)} × ${this.parts} SMS = ${euros(total)}`;
    this.form.dispatchEvent(new CustomEvent("geoalert:price", { detail: { parts: this.parts, total } }));
  }
}

/** "Vend[ô→o]me" as code with the letters struck out and put in. */
function shown({ before, from, to, after }) {
  const code = document.createElement("code");
  const [gone, come] = ["del", "ins"].map((name) => document.createElement(name));
  gone.textContent = from;
  come.textContent = to;
  code.append(before, gone, come, after);
  return [code, " "];
}
