/** Who is inside, live: one number, its professions, its reasons; never a number that is out of date. */

import { postJSON } from "../lib/api.js";
import { Latest } from "../lib/latest.js";
import { breakdown, number, spoken } from "../lib/text.js";

const PAUSE = 120;

export class RecipientCount extends EventTarget {
  /** @param {Document} page @param {string} url @param {Announcer} voice */
  constructor(page, url, shapes, voice) {
    super();
    Object.assign(this, { page, url, shapes, voice });
    this.latest = new Latest(PAUSE);
    this.count = 0;
    this.ticks = page.getElementById("id_professions");
    this.ticks.addEventListener("change", () => this.ask());
    this.busy = page.getElementById("qui-compte");
    this.busy.addEventListener("click", ({ target }) => target.dataset.all && this.#all(target.dataset.all));
    shapes.addEventListener("geoalert:shapes", () => this.ask());
  }

  /** Count again; `sketch` is a shape still being drawn. */
  ask(sketch = null) {
    const shapes = [...this.shapes.asJSON(), ...(sketch ? [{ sign: "include", ...sketch }] : [])];
    if (!shapes.some((shape) => shape.sign === "include")) return this.#empty();
    this.#stale(true);
    const professions = this.professions();
    const question = { shapes, professions, sketch: Boolean(sketch) };
    const ask = (signal) => postJSON(this.url, question, signal);
    const show = (answer, upToDate) =>
      answer.refused ? this.#failed(null, upToDate) : this.#show(answer, upToDate);
    return this.latest.soon(ask, show, (error) => this.#failed(error));
  }

  professions() {
    return [...this.ticks.querySelectorAll("[name=professions]:checked")].map((box) => box.value);
  }

  #all(value) {
    this.ticks.querySelectorAll("[name=professions]").forEach((box) => {
      box.checked = value === "1";
    });
    this.ticks.dispatchEvent(new Event("input", { bubbles: true }));
    this.ask();
  }

  #show(answer, upToDate) {
    this.#stale(!upToDate);
    this.count = answer.count;
    this.#refusal(null);
    this.#number(answer.count);
    const counts = new Map(answer.professions.map((row) => [row.code, row]));
    this.ticks.querySelectorAll("label").forEach((label) => {
      const row = counts.get(label.querySelector("input").value);
      label.querySelector("b").textContent = number(row?.reachable ?? 0);
      label.hidden = !row;
    });
    this.#details(answer);
    this.#remarks(answer.notes);
    this.dispatchEvent(new CustomEvent("geoalert:count", { detail: { ...answer, upToDate } }));
  }

  #details(answer) {
    this.page.getElementById("dont").textContent = breakdown(answer);
    this.voice.say("count", spoken(answer));
  }

  #number(count) {
    this.page.getElementById("nombre").textContent = number(count);
    this.page.getElementById("nombre-mot").textContent = count > 1 ? "recevront le SMS" : "recevra le SMS";
  }

  #empty() {
    this.latest.cancel();
    this.#stale(false);
    this.count = 0;
    this.#refusal(null);
    this.#remarks([]);
    this.#number(0);
    this.#everyProfession("0");
    this.page.getElementById("dont").textContent = "Dessinez un périmètre, ou cherchez un lieu.";
    this.voice.say("count", "Aucun périmètre");
    this.dispatchEvent(new CustomEvent("geoalert:count", { detail: null }));
  }

  /** A refused or failed question leaves no number standing: an old one would lie. */
  #failed(error, upToDate = true) {
    this.#stale(!upToDate);
    this.count = 0;
    this.page.getElementById("nombre").textContent = "–";
    this.#everyProfession("–");
    this.page.getElementById("dont").textContent = "Aucun compte pour ce périmètre.";
    this.#refusal(error);
    this.#remarks([]);
    this.dispatchEvent(new CustomEvent("geoalert:count", { detail: null }));
  }

  #everyProfession(text) {
    this.ticks.querySelectorAll("label").forEach((label) => {
      label.hidden = false;
      label.querySelector("b").textContent = text;
    });
  }

  #refusal(error) {
    const box = this.page.getElementById("refus");
    const repair = box.querySelector("button");
    box.hidden = !error;
    box.querySelector("p").textContent = error?.message ?? "";
    const guilty = this.shapes.list[error?.shape] ?? null;
    repair.hidden = !(guilty && error.repaired);
    repair.onclick = () => this.#repair(guilty, error.repaired);
    this.dispatchEvent(new CustomEvent("geoalert:refused", { detail: guilty?.id ?? null }));
  }

  #repair(guilty, geometry) {
    this.shapes.remove(guilty.id);
    this.shapes.add({ type: "polygon", sign: guilty.sign, geometry, label: "Tracé réparé" });
  }

  #remarks(notes) {
    const list = this.page.getElementById("remarques");
    list.hidden = !notes.length;
    list.replaceChildren(
      ...notes.map((note) => {
        const line = document.createElement("li");
        line.textContent = note;
        return line;
      }),
    );
  }

  /** While an answer is awaited, every place that shows a number says so. */
  #stale(stale) {
    this.page.body.classList.toggle("counting", stale);
    this.busy.setAttribute("aria-busy", String(stale));
  }
}
