/**
 * On a phone the page is three screens, one at a time: Où, Qui, Message. Steps are fragments of the address, so
 * that the browser's own way back works; all stay one form, so that nothing typed is lost.
 */

const LAST = 3;

export class Steps extends EventTarget {
  /**
   * @param {HTMLElement} main carries data-at, the step shown; its sections carry data-step
   * @param {HTMLFormElement} form
   * @param {MediaQueryList} narrow whether steps are shown at all
   */
  constructor(main, form, narrow) {
    super();
    Object.assign(this, { main, form, narrow });
    this.items = main.querySelectorAll(".stepper li");
    window.addEventListener("hashchange", () => this.#follow(location.hash));
    document.addEventListener("click", ({ target }) => {
      const link = target.closest("a[href^='#']");
      // A fragment that is there already changes nothing, and tells nobody.
      if (link && link.hash === location.hash) this.#follow(link.hash);
    });
    form.addEventListener("submit", (event) => this.#submit(event));
    const first = main.querySelector("#erreurs a[href^='#']");
    this.#show(this.#stepOf(first?.hash ?? location.hash) ?? 1);
  }

  get at() {
    return Number(this.main.dataset.at);
  }

  /** The step that holds what a fragment names; null where it names nothing of a step. */
  #stepOf(fragment) {
    const section = document.getElementById(fragment.slice(1))?.closest("[data-step]");
    return section ? Number(section.dataset.step) : null;
  }

  /** A step begins at its heading; a link to a field, at the field; one that cannot be seen, at the search. */
  #follow(fragment) {
    const step = this.#stepOf(fragment) ?? (fragment ? null : 1);
    if (!step) return;
    this.#show(step);
    const target = document.getElementById(fragment.slice(1)) ?? this.#heading(step);
    if (target.type === "hidden") document.getElementById("lieu-cherche").focus();
    else if (this.narrow.matches || target.matches("input, textarea, select, fieldset")) this.#focus(target);
  }

  #heading(step) {
    return this.main.querySelector(`[data-step="${step}"] h2`);
  }

  #focus(target) {
    if (!target.matches("input, textarea, select")) target.tabIndex = -1;
    target.focus();
  }

  #show(step) {
    this.main.dataset.at = step;
    this.items.forEach((item, index) => {
      item.classList.toggle("done", index + 1 < step);
      if (index + 1 === step) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
    if (this.narrow.matches) window.scrollTo(0, 0);
    this.dispatchEvent(new CustomEvent("geoalert:step", { detail: step }));
  }

  /** Enter in a field of an early step goes on to the next: nobody verifies what they have not seen. */
  #submit(event) {
    if (!this.narrow.matches || this.at === LAST) return;
    event.preventDefault();
    const next = this.items[this.at].querySelector("a");
    location.hash = next.hash;
  }
}
