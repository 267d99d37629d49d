/** Outlines of zones: loaded once each, for the background, the picking and the list. */

import { getJSON } from "../lib/api.js";
import { holds } from "../lib/sketch.js";

export class Zones {
  #loaded = new Map();

  /** @param {string} url pattern whose last part "kind.geojson" is replaced */
  constructor(url) {
    this.url = url;
  }

  load(kind) {
    if (!this.#loaded.has(kind)) {
      const answer = getJSON(this.url.replace("kind.geojson", `${kind}.geojson`));
      answer.catch(() => this.#loaded.delete(kind));
      this.#loaded.set(kind, answer);
    }
    return this.#loaded.get(kind);
  }

  async outline(kind, code) {
    const { features } = await this.load(kind);
    return features.find(({ properties }) => properties.code === code)?.geometry ?? null;
  }

  /** {code, name, …} of the zone of this kind that holds a point, or null. */
  async at(kind, point) {
    const { features } = await this.load(kind);
    return features.find(({ geometry }) => geometry && holds(geometry, point))?.properties ?? null;
  }
}
