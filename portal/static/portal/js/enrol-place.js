/** Entry of the second step of an enrolment: the pin is dragged, or put down by a click; the form carries it. */

import { createMap } from "../../web/js/map/base-map.js";
import { createPin } from "./map/pin.js";

const ZOOM = 17;

const form = document.getElementById("repere");
const element = document.getElementById("carte");
if (form && element) start(form, element);

function start(form, element) {
  const { longitude, latitude } = JSON.parse(document.getElementById("repere-place").textContent);
  element.parentElement.querySelector("svg").toggleAttribute("hidden", true);
  element.hidden = false;
  const map = createMap(element);
  const place = [latitude, longitude];
  map.setView(place, ZOOM, { animate: false });
  createPin(map, place, (moved) => {
    form.elements.latitude.value = moved.lat.toFixed(7);
    form.elements.longitude.value = moved.lng.toFixed(7);
    document.getElementById("position").textContent = "Repère déplacé : confirmez s’il est sur votre porte.";
  });
}
