/** The streets, from our own server's cache of the State's tiles. Where it has none, the ground shows. */

const L = window.L;
const FIRST_PAUSE = 3_000;
const LONGEST_PAUSE = 60_000;

/** @param {{url: string, attribution: string}} streets as `{% base_map %}` writes it */
export function addStreets(map, streets) {
  map.createPane("streets").style.zIndex = 200;
  const layer = L.tileLayer(streets.url, {
    pane: "streets",
    maxZoom: map.getMaxZoom(),
    bounds: map.options.maxBounds,
    attribution: streets.attribution,
    className: "street-tiles",
  });
  askAgain(layer);
  return layer;
}

/** An empty answer (204) is a tile that upstream did not give now: ask again, ever more rarely. */
function askAgain(layer) {
  const missing = new Set();
  let pause = FIRST_PAUSE;
  let timer = null;
  const again = () => {
    timer = null;
    pause = Math.min(2 * pause, LONGEST_PAUSE);
    if (document.visibilityState === "visible") missing.forEach((tile) => (tile.src = tile.src));
    else plan();
  };
  const plan = () => {
    timer ??= missing.size ? setTimeout(again, pause) : null;
  };
  layer.on("tileerror", ({ tile }) => {
    missing.add(tile);
    plan();
  });
  layer.on("tileload", ({ tile }) => {
    missing.delete(tile);
    pause = FIRST_PAUSE;
  });
  layer.on("tileunload", ({ tile }) => missing.delete(tile));
}
