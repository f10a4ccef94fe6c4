// Points of a form on the map: one pin for each [data-point], set by a tap or by dragging; the inputs lead, the pin follows.
import { createMap, readOptions } from "./map.js";
import { Pin } from "./map-layers.js";

const form = document.getElementById("editor");
const element = document.getElementById("map");
const said = form.querySelector("[data-pin-said]");
const NEAR = 16;
// About 0.1 m: what a finger can mean.
const PLACES = 6;
const pins = new Map();

element.hidden = false;
const map = createMap(element, readOptions("map-options"));
let active = null;

function inputsOf(point) {
  return ["lng", "lat"].map((part) => document.getElementById(`${point.dataset.point}_${part}`));
}

function read(point) {
  const [lng, lat] = inputsOf(point).map((input) => (input.value.trim() ? Number(input.value) : NaN));
  return Number.isFinite(lng) && Number.isFinite(lat) && Math.abs(lng) <= 180 && Math.abs(lat) <= 90 ? { lng, lat } : null;
}

function draw(point) {
  const at = read(point);
  let pin = pins.get(point);
  if (!at) {
    pin?.remove();
    pins.delete(point);
    return;
  }
  if (pin) return pin.moveTo(at);
  pin = new Pin(map, at, point.dataset.pointName, { chosen: () => choose(point), moved: (to) => write(point, to) });
  pins.set(point, pin);
}

function write(point, at) {
  const [lng, lat] = inputsOf(point);
  lng.value = at.lng.toFixed(PLACES);
  lat.value = at.lat.toFixed(PLACES);
  lng.dispatchEvent(new Event("input", { bubbles: true }));
  said.textContent = `${nameOf(point)}已标在经度 ${lng.value}，纬度 ${lat.value}`;
}

// An entrance is called what its row says.
function nameOf(point) {
  const row = point.closest("[data-row]");
  const name = row?.querySelector("[name$='-name']")?.value.trim();
  return row ? `入口${name ? `“${name}”` : ""}` : point.dataset.pointName;
}

function choose(point) {
  active = point;
  for (const [other, pin] of pins) pin.mark(other === point);
}

function attach(point) {
  const button = point.querySelector("[data-pin]");
  button.hidden = false;
  button.addEventListener("click", () => {
    choose(point);
    said.textContent = `请在地图上点出${nameOf(point)}`;
    element.scrollIntoView({ block: "center" });
    const at = read(point);
    if (at) map.leaflet.setView(at, Math.max(map.leaflet.getZoom(), NEAR));
  });
  for (const input of inputsOf(point)) input.addEventListener("input", () => { draw(point); choose(point); });
  draw(point);
}

for (const point of form.querySelectorAll("[data-point]")) attach(point);
choose(form.querySelector("[data-point]"));
const placed = [...pins.values()].map((pin) => pin.at);
if (placed.length) map.leaflet.setView(placed[0], NEAR);
map.isUntouched = !placed.length;

map.leaflet.on("click", ({ latlng }) => {
  if (!active) return;
  write(active, latlng);
  draw(active);
  choose(active);
});
form.addEventListener("row-added", (event) => {
  for (const point of event.target.querySelectorAll("[data-point]")) { attach(point); choose(point); }
});
form.addEventListener("row-removed", () => {
  for (const [point, pin] of pins) if (!point.isConnected) { pin.remove(); pins.delete(point); }
  if (!active?.isConnected) choose(form.querySelector("[data-point]"));
});
