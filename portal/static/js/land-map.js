// Parcels beside their list, on the village and case pages. Features carry the id of their item in the list:
// on a village page the id of the case, on a case page that of the parcel. Without script the list stands alone.
import { createMap, readOptions } from "./map.js";
import { twin } from "./twin.js";

const map = createMap(document.getElementById("map"), readOptions("map-options"));
map.setParcels(readOptions("parcels"));
map.fitAll();

const list = document.getElementById("cases") ?? document.getElementById("parcel-list");
const twins = twin(map, list);

// /c/<id>#p<parcel>: a parcel that was looked for is shown.
const named = /^#p([0-9A-Z]{9})$/.exec(location.hash);
if (named) {
  twins.select(named[1]);
  map.select(named[1], { pan: true });
}
