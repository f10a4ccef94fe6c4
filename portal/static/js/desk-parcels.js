// The parcels of a draft over the public ones beside them. The map comes with the first corners, or when one is to be drawn,
// and follows each save.
import { attachDrawing } from "./desk-parcel-draw.js";
import { createMap, readOptions } from "./map.js";

const form = document.getElementById("editor");
const element = document.getElementById("map");
const said = form.querySelector("[data-pin-said]");
let map = null;
let features = [];

function shown() {
  if (!map) {
    element.hidden = false;
    map = createMap(element, readOptions("map-options"));
    map.on("select", ({ id }) => { said.textContent = features.find(({ properties }) => properties.id === id)?.properties.name ?? ""; });
  }
  return map;
}

function draw(collection, isNew) {
  features = collection.features;
  if (!map && !features.some((feature) => !feature.properties.muted)) return;
  shown().setParcels(collection);
  if (isNew && !map.isDrawing) map.fitAll();
}

draw(readOptions("areas"), false);
form.addEventListener("areas", ({ detail }) => draw(detail, true));
attachDrawing(form, { map: shown, element, features: () => features });
