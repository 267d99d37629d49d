/** How the map is drawn: its links switch without a new page, and the address says so. */

const DRAWN = /carte=[^&]*&taille=\d+/;

export class DrawingChoice extends EventTarget {
  /** Fires `geoalert:drawing`. @param {HTMLElement} section @param {HTMLFormElement} form of the filter */
  constructor(section, form, { query, kind, width }) {
    super();
    Object.assign(this, { section, form, filter: query, kind, width });
    section.querySelector(".choose").addEventListener("click", (event) => this.#click(event));
    this.#mark();
  }

  /** The filter and the drawing, as the server reads them. */
  query() {
    return `${this.filter}&carte=${this.kind}&taille=${this.width}`;
  }

  #click(event) {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.kind = link.dataset.kind ?? this.kind;
    this.width = Number(link.dataset.width ?? this.width);
    this.#mark();
    history.replaceState(null, "", `?${this.query()}`);
    this.dispatchEvent(new CustomEvent("geoalert:drawing"));
  }

  #mark() {
    for (const link of this.section.querySelectorAll(".choose a")) {
      const here = link.dataset.kind === this.kind || Number(link.dataset.width) === this.width;
      if (here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    this.form.elements.carte.value = this.kind;
    this.form.elements.taille.value = this.width;
    document.querySelectorAll("main a[href*='carte=']:not(.choose a)").forEach((link) => {
      link.setAttribute("href", link.getAttribute("href").replace(DRAWN, `carte=${this.kind}&taille=${this.width}`));
    });
  }
}
