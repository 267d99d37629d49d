/** The bar at the bottom: the same number as everywhere, what it costs. */

import { euros, plural } from "../lib/text.js";

export class SummaryBar {
  constructor(page) {
    this.number = page.getElementById("barre-nombre");
    this.detail = page.getElementById("barre-detail");
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

  draw() {
    const { parts, total } = this.price;
    this.detail.textContent = total ? `· ${parts} SMS chacun · ${euros(total)}` : "";
  }
}
