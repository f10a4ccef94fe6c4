// The ways to a place: new RouteLayer(map of map.js, [[lng, lat], …] a way, the number of the chosen one). The chosen one is
// wider and lies above; the others are dashed, as colour is never the only sign. A ring marks where one sets out.
import "../vendor/leaflet/leaflet.js";

const L = globalThis.L;

export class RouteLayer {
  constructor(map, lines, chosen) {
    const { leaflet, palette } = map;
    leaflet.createPane("route").style.zIndex = 420; // over the base, under names and points
    const renderer = L.canvas({ pane: "route", padding: 0.3 });
    const drawn = lines.map((line) => line.map(([lng, lat]) => [lat, lng]));
    const line = (points, style) => L.polyline(points, { pane: "route", renderer, interactive: false, ...style }).addTo(leaflet);
    for (const [n, points] of drawn.entries()) {
      if (n !== chosen) line(points, { color: palette.ink, weight: 3, opacity: 0.55, dashArray: "2 7" });
    }
    line(drawn[chosen], { color: palette.paper, weight: 10, opacity: 0.9 });
    line(drawn[chosen], { color: palette.brand, weight: 6 });
    L.circleMarker(drawn[chosen][0], { pane: "route", renderer, radius: 8, color: palette.brand, weight: 4, fillColor: palette.paper, fillOpacity: 1, interactive: false }).addTo(leaflet);
  }
}
