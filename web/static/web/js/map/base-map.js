/**
 * The map that every page shares: ground, streets, controls and gestures. Reads the global `L`.
 *
 * The page loads Leaflet (`{% leaflet_js %}`) and writes `{% base_map %}`; the map's element lies in a `.map` section.
 */

import { CopyableCoordinates } from "./coordinates.js";
import { addButtons, addFullScreen, addLayerChoice } from "./controls.js";
import { addGround } from "./ground.js";
import { gentle } from "./gestures.js";
import { addStreets } from "./streets.js";

const L = window.L;
const WIDER = 0.4;

/**
 * @param {HTMLElement} element what Leaflet fills
 * @param {{data?: object, section?: HTMLElement}} options `data` is that of `{% base_map %}`, unless given;
 *   `section` is what full screen shows: the `.map` around the element
 * @returns the Leaflet map, looking at the whole area covered
 */
export function createMap(element, { data = pageData(), section = element.closest(".map") ?? element } = {}) {
  const [west, south, east, north] = data.extent;
  const bounds = L.latLngBounds([south, west], [north, east]);
  const map = L.map(element, {
    minZoom: data.zooms[0],
    maxZoom: data.zooms[1],
    maxBounds: bounds.pad(WIDER),
    zoomControl: false,
    bounceAtZoomLimits: false,
  });
  map.fitBounds(bounds);
  map.attributionControl.setPrefix("");
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  addGround(map, data.ground);
  if (data.streets) addLayerChoice(map, addStreets(map, data.streets), data.sprite);
  addButtons(map, data.sprite);
  addFullScreen(map, section, data.sprite);
  new CopyableCoordinates(map, data.sprite);
  gentle(map, section);
  return map;
}

function pageData() {
  return JSON.parse(document.getElementById("map-data").textContent);
}
