/** Where those inside are, shown once the shape has come to rest; a courtesy: the number is the server's. */

import { postJSON } from "../lib/api.js";
import { Latest } from "../lib/latest.js";

const PAUSE = 300;

export class RecipientDots {
  /** @param {(points: number[][]) => void} draw @param {string} url */
  constructor(draw, url, shapes, professions) {
    Object.assign(this, { draw, url, shapes, professions });
    this.latest = new Latest(PAUSE);
  }

  /** Ask for the dots of the perimeter as it is now; none when nobody is inside. */
  show(anybody) {
    if (!anybody) {
      this.latest.cancel();
      this.draw([]);
      return;
    }
    const question = { shapes: this.shapes.asJSON(), professions: this.professions() };
    if (!question.shapes.length) return;
    const ask = (signal) => postJSON(this.url, question, signal);
    this.latest.soon(ask, ({ points }) => this.draw(points), () => this.draw([]));
  }
}
