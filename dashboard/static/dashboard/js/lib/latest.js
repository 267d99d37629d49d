/**
 * Only the newest question counts: earlier ones are called off, late answers are dropped. While somebody
 * draws without a pause, the answer to the last question that was sent is given, and said to be out of date.
 */

export class Latest {
  #number = 0;
  #controller = null;
  #timer = null;

  /** @param {number} pause milliseconds between two questions while the officer draws */
  constructor(pause) {
    this.pause = pause;
    this.lastAsked = 0;
  }

  /**
   * Ask soon: `ask(signal)` gives a promise. `answer(result, upToDate)` gets the answer to the newest question
   * sent; `upToDate` is false when another one is waiting already. `failed(error)` likewise.
   */
  soon(ask, answer, failed, now = Date.now()) {
    clearTimeout(this.#timer);
    const wait = Math.max(0, this.lastAsked + this.pause - now);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#run(ask, answer, failed);
    }, wait);
  }

  /** Forget what was asked. */
  cancel() {
    clearTimeout(this.#timer);
    this.#timer = null;
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
      if (number === this.#number) answer(result, this.#timer === null);
    } catch (error) {
      if (number === this.#number && error.name !== "AbortError") failed(error);
    }
  }
}
