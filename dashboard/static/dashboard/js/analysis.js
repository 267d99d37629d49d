/** Entry of *Analyse*: wires the modules, holds no logic of its own. Without it the page is a form that filters. */

import { createMap } from "../../web/js/map/base-map.js";
import { getJSON } from "./lib/api.js";
import { Latest } from "./lib/latest.js";
import { IncidentLayers } from "./map/incident-layers.js";
import { keepView } from "./map/kept-view.js";
import { Days } from "./panels/days.js";
import { DrawingChoice } from "./panels/drawing-choice.js";
import { daysOrPreset, filterChoices, oneOpenWord } from "./panels/filter-words.js";
import { Fullest } from "./panels/fullest.js";
import { Here } from "./panels/here.js";
import { drawLegend } from "./panels/legend.js";
import { arrowKeys } from "./panels/week-grid.js";

const byId = (id) => document.getElementById(id);

oneOpenWord(document);
daysOrPreset(byId("filtre"));
filterChoices(byId("filtre-zone"), document.querySelector(".choices-zone .many"));
byId("erreurs")?.focus();
if (byId("page-data")) start(JSON.parse(byId("page-data").textContent));

function start(page) {
  const section = byId("carte-incidents");
  const mute = byId("carte-muette");
  const map = createMap(byId("carte"));
  const view = keepView(map, page.query);
  const layers = new IncidentLayers(map);
  const here = new Here(byId("ici"), page.kinds);
  const fullest = new Fullest(byId("plus-touches"), (cell, name) => {
    layers.look(cell);
    layers.select(cell);
    here.show(cell, { name, focus: true });
  });
  const choice = new DrawingChoice(section, byId("filtre"), page);
  const latest = new Latest(0);

  const draw = () => {
    section.classList.add("loading");
    latest.soon(
      (signal) => getJSON(`${section.dataset.url}?${choice.query()}`, signal),
      (answer) => {
        section.classList.remove("loading");
        mute.hidden = true;
        here.hide();
        layers.draw(answer);
        drawLegend(byId("legende"), answer);
        fullest.draw(answer);
        view.first(() => layers.bounds());
        document.body.dataset.ready = answer.kind;
      },
      (error) => {
        section.classList.remove("loading");
        mute.textContent = error.message;
        mute.hidden = false;
      },
    );
  };

  choice.addEventListener("geoalert:drawing", draw);
  layers.addEventListener("geoalert:here", ({ detail }) => {
    layers.select(detail);
    here.show({ ...detail, radius: choice.width / 2 });
  });
  here.addEventListener("geoalert:closed", () => layers.select(null));
  new Days(byId("jours"), byId("periode-choisie"), byId("filtre"));
  arrowKeys(byId("grille"));
  draw();
}
