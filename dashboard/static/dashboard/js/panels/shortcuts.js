/** Shortcuts of the whole page, and the help that lists them and can switch the single keys off. */

import { shortcut, takesText } from "../lib/keys.js";

const KEY = "geoalert:raccourcis";

export class Shortcuts {
  /** @param {HTMLDetailsElement} help @param {{search: Function, verify: Function}} actions */
  constructor(help, actions) {
    Object.assign(this, { help, actions });
    this.single = help.querySelector("input");
    this.single.checked = localStorage.getItem(KEY) !== "non";
    this.single.addEventListener("change", () => localStorage.setItem(KEY, this.single.checked ? "oui" : "non"));
    document.addEventListener("keydown", (event) => this.#key(event));
    help.addEventListener("keydown", ({ key }) => key === "Escape" && this.#open(false));
  }

  #key(event) {
    const what = shortcut(event, { typing: takesText(event.target), single: this.single.checked });
    if (!what) return;
    event.preventDefault();
    if (what === "help") this.#open(!this.help.open);
    else this.actions[what]();
  }

  #open(open) {
    this.help.open = open;
    this.help.querySelector("summary").focus();
  }
}
