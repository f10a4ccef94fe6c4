// The one module that talks to Leaflet. A page calls: const map = createMap(element, readOptions("map-options"));
// map.setPoints([{id, lng, lat, name, hue, icon}]), map.setParcels(geojson), map.select(id), map.on("select", ({id}) => …), map.fitAll().
// Options (json_script): {centre: [lng, lat], zoom, box: [w, s, e, n], base: {kind, approval_no, notice}, boundaries: bool}. EPSG:4490 degrees, lng first.
import "../vendor/leaflet/leaflet.js";

const L = globalThis.L;

export function readOptions(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

export function createMap(element, options) {
  throw new Error("map.js: the drawing lands in the next commit");
}
