/** Only the newest question counts: earlier ones are called off, late answers are dropped. */

export class Latest {
  #number = 0;
  #controller = null;
  #timer = null;

  /** @param {number} pause milliseconds between two questions while the officer draws */
  constructor(pause) {
    this.pause = pause;
    this.lastAsked = 0;
  }

  /** Ask soon: `ask(signal)` gives a promise; `answer` and `failed` are called for the newest one only. */
  soon(ask, answer, failed, now = Date.now()) {
    clearTimeout(this.#timer);
    const wait = Math.max(0, this.lastAsked + this.pause - now);
    this.#timer = setTimeout(() => this.#run(ask, answer, failed), wait);
  }

  /** Forget what was asked. */
  cancel() {
    clearTimeout(this.#timer);
    this.#number += 1;
    this.#controller?.abort();
  }

  async #run(ask, answer, failed) {
    this.#controller?.abort();
    this.#controller = new AbortController();
    this.lastAsked = Date.now();
    const number = ++this.#number;
    try {
      const result = await ask(this.#controller.signal);
      if (number === this.#number) answer(result);
    } catch (error) {
      if (number === this.#number && error.name !== "AbortError") failed(error);
    }
  }
}
