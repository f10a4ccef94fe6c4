// The parcels of a draft over the public ones beside them. The map comes with the first corners and follows each save.
import { createMap, readOptions } from "./map.js";

const form = document.getElementById("editor");
const element = document.getElementById("map");
const said = form.querySelector("[data-pin-said]");
let map = null;
let names = new Map();

function draw(collection, isNew) {
  if (!map && !collection.features.some((feature) => !feature.properties.muted)) return;
  names = new Map(collection.features.map((feature) => [feature.properties.id, feature.properties.name]));
  if (!map) {
    element.hidden = false;
    map = createMap(element, readOptions("map-options"));
    map.on("select", ({ id }) => { said.textContent = names.get(id) ?? ""; });
  }
  map.setParcels(collection);
  if (isNew) map.fitAll();
}

draw(readOptions("areas"), false);
form.addEventListener("areas", ({ detail }) => draw(detail, true));
