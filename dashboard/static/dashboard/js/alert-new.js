/** Entry of *Nouvelle alerte*: wires the modules, holds no logic of its own. */

import { createMap } from "../../web/js/map/base-map.js";
import * as draft from "./lib/draft.js";
import { clampRadius, RADIUS, Shapes, widened } from "./lib/shapes.js";
import { number } from "./lib/text.js";
import { Aim } from "./map/aim.js";
import { CrossHair } from "./map/cross-hair.js";
import { Drawing } from "./map/drawing.js";
import { fullScreenCount } from "./map/full-screen-count.js";
import { dots, followSize, lookAtZones, pickable, sketchOn } from "./map/leaflet-map.js";
import { RecipientDots } from "./map/recipient-dots.js";
import { ShapeLayers } from "./map/shape-layers.js";
import { Zones } from "./map/zones.js";
import { Announcer } from "./panels/announcer.js";
import { Chips } from "./panels/chips.js";
import { Members } from "./panels/members.js";
import { Message } from "./panels/message.js";
import { PlaceSearch } from "./panels/place-search.js";
import { Radius } from "./panels/radius.js";
import { RecipientCount } from "./panels/recipient-count.js";
import { SavedPerimeters } from "./panels/saved-perimeters.js";
import { Shortcuts } from "./panels/shortcuts.js";
import { Steps } from "./panels/steps.js";
import { SummaryBar } from "./panels/summary-bar.js";
import { ZoneList } from "./panels/zone-list.js";

const RADIUS_STEP = 50;

const byId = (id) => document.getElementById(id);
const page = JSON.parse(byId("page-data").textContent);
const form = byId("alerte");
const typed = JSON.parse(form.elements.shapes.value);
const [visit] = performance.getEntriesByType("navigation");
const kept = draft.restore(form, page.fresh, visit.type === "back_forward");
const shapes = new Shapes(kept ?? typed);

const narrow = matchMedia("(max-width: 48rem)");
new Steps(byId("contenu"), form, narrow);
new Shortcuts(byId("raccourcis"), {
  search: () => {
    if (narrow.matches) location.hash = "ou";
    byId("lieu-cherche").focus();
  },
  verify: () => form.requestSubmit(),
});
byId("legende").open = !narrow.matches;

const details = byId("liste-zones");
const zones = new Zones(details.dataset.url);
const map = createMap(byId("carte"));
const layers = new ShapeLayers(map, shapes, (kind, code) => zones.outline(kind, code));
followSize(map, () => layers.look());
const voice = new Announcer(byId("annonce"));
const count = new RecipientCount(document, byId("audience-url").dataset.url, shapes, voice);
const message = new Message(form, page);
const members = new Members(byId("voir-liste"), byId("liste"), shapes, () => count.professions());
const bar = new SummaryBar(document);
const countOnMap = fullScreenCount(byId("carte").parentElement);
const where = new RecipientDots(dots(map), byId("audience-url").dataset.points, shapes, () => count.professions());
const closeIcon = document.querySelector("[data-tool=clear] .icon");

new Chips(byId("formes"), shapes, closeIcon);
new Radius(byId("rayon-bloc"), shapes);
new ZoneList(details, zones, shapes);
new SavedPerimeters(byId("favoris"), shapes);

const kinds = byId("genre-zones");
const kind = () => kinds.querySelector(":checked").value;
const pickLayers = {};
/** Outlines of one kind of zone, to be clicked; none for null. */
const showPickable = async (wanted) => {
  Object.values(pickLayers).forEach((layer) => layer.remove());
  if (!wanted) return;
  pickLayers[wanted] ??= pickable(await zones.load(wanted), togglePick);
  if (!kinds.hidden && kind() === wanted) pickLayers[wanted].addTo(map);
};
const togglePick = (of, code, name) => {
  const known = shapes.zone(of, code);
  known ? shapes.remove(known.id) : shapes.addZone(of, code, name, { source: "map" });
  voice.say("sketch", `${name}, ${known ? "retiré" : "ajouté"}`);
};

const cross = new CrossHair(new Aim(map, byId("viseur")), sketchOn(map), byId("viseur-gestes"), {
  drawn: (shape) => drawing.drawn(shape),
  sketching: (shape) => drawing.sketching(shape),
  cancel: () => drawing.use(null),
  say: (text, who = "sketch") => voice.say(who, text),
  nameAt: async (point, tool) => (await zones.at(tool === "zones" ? kind() : "commune", point))?.name,
  pick: async (point) => {
    const zone = await zones.at(kind(), point);
    if (zone) togglePick(kind(), zone.code, zone.name);
  },
  radius: (step) => {
    const circle = shapes.circle();
    if (circle) shapes.update(circle.id, { radius: clampRadius(circle.radius + step * RADIUS_STEP) });
  },
});
const drawing = new Drawing(map, document.querySelector(".tools"), byId("aide-outil"), cross, {
  drawn: (shape) => shapes.add(shape, { source: "map" }),
  sketching: (shape) => count.ask(shape),
  clear: () => shapes.clear(),
  zones: (on) => {
    details.open = on;
    kinds.hidden = !on;
    showPickable(on ? kind() : null);
  },
});
kinds.addEventListener("change", ({ target }) => showPickable(target.value));

/** What was chosen is, until the officer says better, the place that the message names. */
let named = null;
const name = (place) => {
  const field = form.elements.place;
  if (!place.kind || (field.value && field.value !== named)) return;
  named = place.name;
  field.value = named;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

new PlaceSearch(document.querySelector(".combo"), (place) => {
  drawing.use(null);
  name(place);
  if (place.zone) {
    shapes.addZone(place.zone[0], place.zone[1], place.label);
  } else {
    const label = place.kind ? place.label : "";
    shapes.add({ type: "circle", center: place.point, radius: RADIUS.first, label });
  }
});

const keep = () => {
  draft.keep(form, shapes.asJSON());
  bar.kept(new Date());
};
shapes.addEventListener("geoalert:shapes", () => {
  form.elements.shapes.value = JSON.stringify(shapes.asJSON());
  keep();
});
for (const event of ["input", "geoalert:filled"]) form.addEventListener(event, keep);
form.addEventListener("geoalert:price", ({ detail }) => bar.cost(detail));

count.addEventListener("geoalert:refused", ({ detail }) => layers.broken(detail));

const widen = byId("elargir");
count.addEventListener("geoalert:count", ({ detail }) => {
  bar.count(detail ? detail.count : null);
  countOnMap(byId("barre-nombre").textContent);
  message.priceFor(detail?.count ?? 0);
  members.reset(Boolean(detail?.inside));
  // The number of an earlier shape says nothing of the one there is now, which may be refused.
  if (!detail || detail.upToDate) where.show(Boolean(detail?.inside));
  const circle = shapes.circle();
  const wider = detail?.nearest && shapes.list.length === 1 && circle ? widened(circle.radius, detail.nearest) : null;
  widen.hidden = !wider;
  widen.value = wider ?? "";
  if (wider) widen.textContent = `Élargir à ${number(wider)} m`;
});
widen.addEventListener("click", () => shapes.update(shapes.circle().id, { radius: Number(widen.value) }));

form.elements.shapes.value = JSON.stringify(shapes.asJSON());
byId("erreurs")?.focus();
if (shapes.list.length) count.ask();
await layers.start();
if (!shapes.list.length) lookAtZones(map, (await zones.load("sector")).features, page.territory);
// A kept perimeter begins the draft: a page loaded again brings both back, and no earlier draft.
if (new URLSearchParams(location.search).has("perimetre")) {
  keep();
  history.replaceState(null, "", location.pathname + location.hash);
}
document.body.dataset.ready = "1";
