// Inlined into the report by incidents/report/document.py; folium's own script calls it.
const report = {
  // Words on a shape, never markup.
  tell(feature, layer) {
    const words = document.createElement("span");
    words.textContent = feature.properties.says;
    layer.bindTooltip(words, { sticky: true });
  },

  furnish(map, names) {
    L.control.zoom({ zoomInTitle: "Zoomer", zoomOutTitle: "Dézoomer" }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    map.createPane("names").style.zIndex = 450;
    names.forEach(([latitude, longitude, text]) => {
      const words = document.createElement("span");
      words.textContent = text;
      const seen = /\d/.test(text) ? "place-town" : "place-near";
      const icon = L.divIcon({ className: `place ${seen}`, html: words, iconSize: [0, 0] });
      L.marker([latitude, longitude], { icon, interactive: false, keyboard: false, pane: "names" }).addTo(map);
    });
    const named = () => {
      map.getContainer().classList.toggle("is-town", map.getZoom() >= 11);
      map.getContainer().classList.toggle("is-near", map.getZoom() >= 12.5);
    };
    map.on("zoomend", named);
    map.on("baselayerchange", (event) => report.explain(event.name));
    map.whenReady(named);
    report.print(map);
  },

  // leaflet.heat halves what it draws at each step away from the closest zoom, and so shows nothing of a town.
  // Here the fullest square of the picture has the darkest colour, whatever the zoom.
  steady(map, heat) {
    const SQUARE = 14;
    const set = () => {
      if (!map.hasLayer(heat)) return;
      const sums = new Map();
      heat._latlngs.forEach((place) => {
        const square = map.project(place, map.getZoom()).divideBy(SQUARE).floor().toString();
        sums.set(square, (sums.get(square) ?? 0) + place[2]);
      });
      heat.setOptions({ max: Math.max(...sums.values()) * 2 ** (map.getZoom() - map.getMaxZoom()) });
    };
    map.on("zoomend", set);
    heat.on("add", set);
  },

  // Paper is narrower than a window: what was seen is fitted to it, and to the window again afterwards.
  print(map) {
    let seen = null;
    window.matchMedia("print").addEventListener("change", (event) => {
      seen = event.matches ? map.getBounds() : seen;
      map.invalidateSize({ animate: false, pan: false });
      map.fitBounds(seen, { animate: false });
    });
  },

  explain(name) {
    document.querySelectorAll("[data-view]").forEach((legend) => {
      legend.hidden = legend.dataset.view !== name;
    });
  },
};
