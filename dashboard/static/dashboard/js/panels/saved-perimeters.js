/** *Favoris*: perimeters kept under a name, put on the map with one press; one's own can be removed. */

import { getJSON, postForm } from "../lib/api.js";

export class SavedPerimeters {
  /** @param {HTMLDetailsElement} details @param {import("../lib/shapes.js").Shapes} shapes */
  constructor(details, shapes) {
    Object.assign(this, { details, shapes });
    this.list = details.querySelector("ul");
    this.said = details.querySelector("[role=status]");
    this.name = details.querySelector("input");
    details.addEventListener("toggle", () => details.open && this.#fill());
    details.querySelector(".keep-as button").addEventListener("click", () => this.#keep());
    this.name.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.#keep();
    });
  }

  async #fill() {
    await this.#try(async () => {
      const { perimeters } = await getJSON(this.details.dataset.url);
      this.list.replaceChildren(...perimeters.map((each) => this.#line(each)));
      this.list.hidden = !perimeters.length;
      return perimeters.length ? "" : "Aucun périmètre gardé pour l’instant.";
    });
  }

  #line(perimeter) {
    const line = document.createElement("li");
    line.append(this.#button(perimeter.name, `${perimeter.name}, gardé par ${perimeter.author}`, () => this.#use(perimeter)));
    if (perimeter.own) {
      const remove = this.#button("Retirer", `Retirer ${perimeter.name} des favoris`, () => this.#remove(perimeter));
      remove.className = "remove";
      line.append(remove);
    }
    return line;
  }

  #use({ name, shapes }) {
    shapes.forEach((shape) => this.shapes.add(shape));
    this.said.textContent = `${name} : ajouté au périmètre.`;
  }

  async #keep() {
    const fields = { name: this.name.value, shapes: JSON.stringify(this.shapes.asJSON()) };
    await this.#try(async () => {
      const { name } = await postForm(this.details.dataset.save, fields);
      this.name.value = "";
      await this.#fill();
      return `${name} : gardé.`;
    });
  }

  async #remove(perimeter) {
    await this.#try(async () => {
      await postForm(perimeter.delete, {});
      await this.#fill();
      this.name.focus();
      return `${perimeter.name} : retiré des favoris.`;
    });
  }

  /** Do something; say what came of it, a refusal included. */
  async #try(action) {
    try {
      this.said.textContent = await action();
    } catch (error) {
      this.said.textContent = error.message;
    }
  }

  #button(text, label, pressed) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.setAttribute("aria-label", label);
    button.addEventListener("click", pressed);
    return button;
  }
}
