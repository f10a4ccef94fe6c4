// The area that is reached from a place, beside the list of what lies in it.
import { createMap, readOptions } from "./map.js";

const element = document.getElementById("map");
element.replaceChildren();
const map = createMap(element, readOptions("map-options"));
const { area, place } = readOptions("map-reach");
map.setParcels(area);
map.setPoints([place]);
map.select(place.id);
