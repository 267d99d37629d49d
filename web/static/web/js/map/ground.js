/** Our own ground under every map: vector tiles of our server, drawn in the colours of the page. */

import { zoneNames } from "./zone-names.js";

const DEEPEST = 14;
const TOWN_HALL_NAMES_FROM = 14;
const DASH = [7, 4, 1, 4];

/** @param {{url: string, overview: object[], attribution: string}} ground as `{% base_map %}` writes it */
export function addGround(map, ground) {
  const { attribution, url, overview } = ground;
  const land = drawn(map, "ground", 150, { url, attribution });
  const limits = drawn(map, "limits", 210, { url, attribution: "" });
  // Both read the same tiles: they are fetched once.
  limits.views = land.views;
  const recolour = () => {
    const colours = coloursOf(map.getContainer());
    Object.assign(land, landRules(colours));
    Object.assign(limits, limitRules(colours));
    land.clearLayout();
    [land, limits].forEach((layer) => layer.rerenderTiles());
  };
  recolour();
  land.addTo(map);
  limits.addTo(map);
  for (const query of ["(prefers-color-scheme: dark)", "print"]) {
    window.matchMedia(query).addEventListener("change", recolour);
  }
  zoneNames(map, url, overview);
}

/** A layer of vector tiles in a pane of its own: land under the streets, limits over them. */
function drawn(map, pane, zIndex, source) {
  map.createPane(pane).style.zIndex = zIndex;
  return window.protomapsL.leafletLayer({
    ...source,
    pane,
    maxDataZoom: DEEPEST,
    maxZoom: map.getMaxZoom(),
    bounds: map.options.maxBounds,
    lang: "fr",
  });
}

/** The page's own colours, as they are now. */
function coloursOf(element) {
  const style = getComputedStyle(element);
  const colour = (name) => resolved(element, style.getPropertyValue(name).trim());
  const [land, limit, ink, label] = ["--m-land", "--m-limit", "--ink-2", "--m-label"].map(colour);
  return { land, limit, ink, label, font: `11px ${style.fontFamily}` };
}

function landRules({ land, label, font }) {
  const { PolygonSymbolizer, CircleSymbolizer, GroupSymbolizer, OffsetTextSymbolizer } = window.protomapsL;
  const dot = new CircleSymbolizer({ radius: 3, fill: label, stroke: land, width: 1 });
  const name = new OffsetTextSymbolizer({ labelProps: ["label"], fill: label, stroke: land, width: 3, offsetY: 6, font });
  return {
    paintRules: [{ dataLayer: "zone", symbolizer: new PolygonSymbolizer({ fill: land, stroke: land, width: 1 }) }],
    labelRules: [
      { dataLayer: "town_hall", minzoom: TOWN_HALL_NAMES_FROM, symbolizer: new GroupSymbolizer([dot, name]) },
    ],
  };
}

function limitRules({ limit, ink }) {
  const edge = (kind, stroke) => ({
    dataLayer: "edge",
    filter: (_zoom, { props }) => props.kind === kind,
    symbolizer: new window.protomapsL.LineSymbolizer(stroke),
  });
  return {
    paintRules: [
      edge("commune", { color: limit, width: 1, opacity: 0.6 }),
      edge("sector", { color: limit, width: 1.4, dash: DASH }),
      edge("department", { color: ink, width: 2.2 }),
    ],
  };
}

/** A colour that a canvas understands: `light-dark()` and `var()` are for style sheets only. */
function resolved(element, value) {
  const probe = document.createElement("i");
  probe.style.color = value;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
