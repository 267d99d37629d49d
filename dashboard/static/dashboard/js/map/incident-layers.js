/** Incidents on the map: hexagons, bands of density or points; one path a class, however many cells. */

import { nearest } from "../lib/cells.js";

const L = window.L;
/** From this zoom on, cells are large enough for an outline. */
const NEAR = 13;

export class IncidentLayers extends EventTarget {
  /** Fires `geoalert:here` with a cell `{kind, ring, count}` or a place `{kind, center, from, to}`. */
  constructor(map) {
    super();
    Object.assign(this, { map, layer: L.featureGroup().addTo(map), selection: L.layerGroup().addTo(map), kind: null });
    const near = () => map.getContainer().classList.toggle("near", map.getZoom() >= NEAR);
    map.on("zoomend", near);
    near();
    map.on("click", ({ latlng }) => this.kind !== "hexagones" && this.#place(latlng, {}));
  }

  /** @param {object} answer of the server, see incidents/maps.py */
  draw(answer) {
    this.kind = answer.kind;
    this.layer.clearLayers();
    this.select(null);
    if (answer.kind === "hexagones") this.#hexagons(answer);
    if (answer.kind === "densite") this.#bands(answer);
    if (answer.kind === "points") this.#points(answer);
  }

  bounds() {
    return this.layer.getBounds();
  }

  look(cell) {
    this.map.fitBounds(L.latLngBounds(turned(cell.ring)).pad(4), { animate: false });
  }

  /** Mark a cell or a place; nothing for null. */
  select(chosen) {
    this.selection.clearLayers();
    if (!chosen) return;
    const options = { className: "hex-sel", interactive: false };
    if (chosen.ring) L.polygon(turned(chosen.ring), options).addTo(this.selection);
    else L.circleMarker([chosen.center[1], chosen.center[0]], { ...options, radius: 9 }).addTo(this.selection);
  }

  #hexagons({ classes, cells }) {
    classes.forEach((limits, at) => {
      const own = cells.filter(([rank]) => rank === at + 1);
      const options = { className: `hex q${at + 1}`, smoothFactor: 0.3 };
      const path = L.polygon(own.map(([, , ring]) => [turned(ring)]), options).addTo(this.layer);
      path.on("click", ({ latlng }) => {
        const [, count, ring] = nearest(own, latlng.lng, latlng.lat);
        this.#tell({ kind: "hexagones", ring, count });
      });
    });
  }

  #bands({ bands, classes }) {
    bands.features.forEach(({ properties, geometry }) => {
      const rank = classes.findIndex((limits) => limits.from === properties.from) + 1;
      const path = L.geoJSON(geometry, { className: `band q${rank}`, smoothFactor: 0.5 }).addTo(this.layer);
      path.on("click", (event) => {
        L.DomEvent.stopPropagation(event);
        this.#place(event.latlng, properties);
      });
    });
  }

  #points({ points }) {
    points.forEach(([x, y]) => {
      L.circleMarker([y, x], { className: "dot", radius: 4, interactive: false }).addTo(this.layer);
    });
  }

  #place({ lat, lng }, limits) {
    this.#tell({ kind: this.kind, center: [round(lng), round(lat)], ...limits });
  }

  #tell(detail) {
    this.dispatchEvent(new CustomEvent("geoalert:here", { detail }));
  }
}

/** Longitude first, as in GeoJSON, to latitude first, as in Leaflet. */
function turned(ring) {
  return ring.map(([x, y]) => [y, x]);
}

function round(degrees) {
  return Math.round(degrees * 1e6) / 1e6;
}
