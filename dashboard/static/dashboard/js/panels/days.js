/** The two handles over the ribbon of days: they choose a period, a button asks for it. */

const DAY = { day: "numeric", month: "long", year: "numeric" };

export class Days {
  /** @param {HTMLElement} block @param {HTMLOutputElement} output @param {HTMLFormElement} form of the filter */
  constructor(block, output, form) {
    Object.assign(this, { block, output, form });
    this.days = JSON.parse(document.getElementById("jours-data").textContent);
    [this.start, this.end] = block.querySelectorAll("input");
    for (const handle of [this.start, this.end]) {
      handle.hidden = false;
      handle.addEventListener("input", () => this.#moved(handle));
      handle.addEventListener("keydown", ({ key }) => key === "Enter" && this.#ask());
    }
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "btn btn-s";
    this.button.textContent = "Voir cette période";
    this.button.addEventListener("click", () => this.#ask());
    this.#say();
  }

  #moved(handle) {
    const first = Number(this.start.value);
    const last = Number(this.end.value);
    if (first > last) handle.value = handle === this.start ? last : first;
    this.output.textContent = `Choix : du ${this.#day(this.start)} au ${this.#day(this.end)}`;
    this.output.after(this.button);
    this.#say();
  }

  #say() {
    for (const handle of [this.start, this.end]) handle.setAttribute("aria-valuetext", this.#day(handle));
  }

  #day(handle) {
    return new Date(`${this.days[handle.value]}T12:00`).toLocaleDateString("fr-FR", DAY);
  }

  #ask() {
    const { du, au, periode } = this.form.elements;
    du.value = this.days[this.start.value];
    au.value = this.days[this.end.value];
    periode.value = "dates";
    this.form.requestSubmit();
  }
}
