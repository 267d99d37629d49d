/** The list of those inside, on demand, a page at a time; the server writes it, numbers are never in it. */

import { postForText } from "../lib/api.js";

export class Members {
  constructor(button, place, shapes, professions) {
    Object.assign(this, { button, place, shapes, professions });
    button.addEventListener("click", () => (place.hidden ? this.show(1) : this.hide()));
    place.addEventListener("click", ({ target }) => target.dataset.page && this.show(Number(target.dataset.page)));
  }

  /** The perimeter changed: a list of before would lie. */
  reset(anybody) {
    this.hide();
    this.button.hidden = !anybody;
  }

  hide() {
    this.place.hidden = true;
    this.place.replaceChildren();
    this.button.textContent = "Voir la liste";
    this.button.setAttribute("aria-expanded", "false");
  }

  async show(page) {
    const body = { shapes: this.shapes.asJSON(), professions: this.professions(), page };
    try {
      const answer = await postForText(this.button.dataset.url, body);
      const parsed = new DOMParser().parseFromString(answer, "text/html");
      this.place.replaceChildren(...parsed.body.children);
    } catch (error) {
      this.place.textContent = error.message;
    }
    this.place.hidden = false;
    this.button.textContent = "Fermer la liste";
    this.button.setAttribute("aria-expanded", "true");
  }
}
