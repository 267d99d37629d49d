/** Where the analyst was looking, for this tab: a new filter on the same zones keeps the view. */

const KEY = "geoalert:vue-analyse";

/** @param {object} map Leaflet map @param {string} query of the filter */
export function keepView(map, query) {
  const zones = new URLSearchParams(query).getAll("zone").join(" ");
  let looked = restore(map, zones);
  map.on("moveend", () => {
    const { lat, lng } = map.getCenter();
    sessionStorage.setItem(KEY, JSON.stringify({ zones, at: [lat, lng], zoom: map.getZoom() }));
  });
  return {
    /** Look at all there is, once, unless a view was kept. */
    first(bounds) {
      if (looked) return;
      looked = true;
      const all = bounds();
      if (all?.isValid()) map.fitBounds(all, { animate: false, maxZoom: 15 });
    },
  };
}

function restore(map, zones) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY));
    if (kept?.zones !== zones) return false;
    map.setView(kept.at, kept.zoom, { animate: false });
    return true;
  } catch {
    return false;
  }
}
