/** Says since when a page that follows something has heard nothing: what it shows may be old. */

const MISSED_POLLS = 3;
const SHORTEST = 4000;
const TICK = 1000;

/** Milliseconds of silence after which what is shown is called old. @param {number} every seconds between two polls */
export function patience(every) {
  return Math.max(SHORTEST, (MISSED_POLLS + 0.5) * every * 1000);
}

export class LastNews {
  #heard = Date.now();
  #looked = Date.now();

  /**
   * @param {HTMLElement} notice hidden inside a role=status; its `<time>` takes the hour of the last news
   * @param {() => HTMLElement|null} block what polls, as it is now: `data-every` seconds, none once it is over
   */
  constructor(notice, block) {
    Object.assign(this, { notice, block });
    document.addEventListener("htmx:after:request", (event) => this.#answered(event.detail.ctx));
    // A page that nobody sees asks more seldom: it has a moment to ask again.
    document.addEventListener("visibilitychange", () => (this.#looked = Date.now()));
    setInterval(() => this.#look(), TICK);
  }

  #answered({ target, response }) {
    if (response.status >= 300 || target !== this.block()) return;
    this.#heard = Date.now();
    this.notice.hidden = true;
  }

  #look() {
    if (document.hidden) return;
    const every = Number(this.block()?.dataset.every ?? 0);
    const silence = Date.now() - Math.max(this.#heard, this.#looked);
    const old = every > 0 && silence > patience(every);
    if (old) this.notice.querySelector("time").textContent = this.block().dataset.at;
    this.notice.hidden = !old;
  }
}
