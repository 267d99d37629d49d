/** Our own ground under every map: vector tiles of our server, drawn in the colours of the page. */

import { zoneNames } from "./zone-names.js";

const L = window.L;
const DEEPEST = 14;
const TOWN_HALL_NAMES_FROM = 14;
const DASH = [7, 4, 1, 4];

/** @param {{url: string, overview: string, attribution: string}} ground as `{% base_map %}` writes it */
export function addGround(map, ground) {
  map.createPane("ground").style.zIndex = 150;
  const layer = window.protomapsL.leafletLayer({
    url: ground.url,
    pane: "ground",
    maxDataZoom: DEEPEST,
    maxZoom: map.getMaxZoom(),
    bounds: map.options.maxBounds,
    attribution: ground.attribution,
    lang: "fr",
    ...rules(map.getContainer()),
  });
  layer.addTo(map);
  const recolour = () => {
    Object.assign(layer, rules(map.getContainer()));
    layer.clearLayout();
    layer.rerenderTiles();
  };
  for (const query of ["(prefers-color-scheme: dark)", "print"]) {
    window.matchMedia(query).addEventListener("change", recolour);
  }
  zoneNames(map, ground.overview);
  return layer;
}

/** What is painted, with the page's own colours as they are now. */
function rules(element) {
  const style = getComputedStyle(element);
  const colour = (name) => resolved(element, style.getPropertyValue(name).trim());
  const [land, limit, ink, label] = ["--m-land", "--m-limit", "--ink-2", "--m-label"].map(colour);
  const { PolygonSymbolizer, LineSymbolizer, CircleSymbolizer, GroupSymbolizer, OffsetTextSymbolizer } =
    window.protomapsL;
  const edge = (kind, symbolizer) => ({
    dataLayer: "edge",
    filter: (_zoom, { props }) => props.kind === kind,
    symbolizer: new LineSymbolizer(symbolizer),
  });
  const name = { labelProps: ["label"], fill: label, stroke: land, width: 3, offsetY: 6, font: `11px ${style.fontFamily}` };
  return {
    paintRules: [
      { dataLayer: "zone", symbolizer: new PolygonSymbolizer({ fill: land, stroke: land, width: 1 }) },
      edge("commune", { color: limit, width: 1, opacity: 0.6 }),
      edge("sector", { color: limit, width: 1.4, dash: DASH }),
      edge("department", { color: ink, width: 2.2 }),
    ],
    labelRules: [
      {
        dataLayer: "town_hall",
        minzoom: TOWN_HALL_NAMES_FROM,
        symbolizer: new GroupSymbolizer([
          new CircleSymbolizer({ radius: 3, fill: label, stroke: land, width: 1 }),
          new OffsetTextSymbolizer(name),
        ]),
      },
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
