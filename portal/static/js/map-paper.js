// A map on paper, used by map.js only: as wide as the sheet, showing what was in sight, and drawn at once, because a
// browser that prints waits for nothing. attachPaper(villageMap, element); the class map-paper holds the size (map.css).
import { drawShapes } from "./map-layers.js";

export function attachPaper(map, element) {
  let before = null;
  window.addEventListener("beforeprint", () => {
    if (before) return;
    before = { box: map.box(), centre: map.leaflet.getCenter(), zoom: map.leaflet.getZoom(), isUntouched: map.isUntouched };
    resize(true);
    map.fit(before.box, { animate: false, maxZoom: 19 });
    drawNow(map);
  });
  window.addEventListener("afterprint", () => {
    if (!before) return;
    resize(false);
    map.leaflet.setView(before.centre, before.zoom, { animate: false });
    map.isUntouched = before.isUntouched;
    before = null;
  });

  function resize(onPaper) {
    element.classList.toggle("map-paper", onPaper);
    map.leaflet.invalidateSize({ animate: false, pan: false });
  }
}

// Both kinds of canvas wait for the next frame, ours and Leaflet's own; on paper there is no next frame.
function drawNow({ leaflet, base, labelLayer, pointLayer }) {
  drawShapes(leaflet);
  base.drawNow();
  labelLayer.drawNow();
  pointLayer.drawNow();
}
