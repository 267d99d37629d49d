/** The bar at the bottom: the same number as everywhere, what it costs. */

import { euros, plural } from "../lib/text.js";

export class SummaryBar {
  constructor(page) {
    this.number = page.getElementById("barre-nombre");
    this.detail = page.getElementById("barre-detail");
    this.draft = page.getElementById("brouillon");
    this.price = { parts: 1, total: 0 };
  }

  count(count) {
    this.number.textContent = count === null ? "Aucun abonné" : plural(count, "abonné");
    this.draw();
  }

  cost(price) {
    this.price = price;
    this.draw();
  }

  /** @param {Date} at */
  kept(at) {
    const time = at.toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
    this.draft.textContent = `Brouillon gardé à ${time.replace(":", " h ")}`;
  }

  draw() {
    const { parts, total } = this.price;
    this.detail.textContent = total ? `· ${parts} SMS chacun · ${euros(total)}` : "";
  }
}
