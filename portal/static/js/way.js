// The map beside the way in words.
import { createMap, readOptions } from "./map.js";
import { RouteLayer } from "./map-route.js";

const element = document.getElementById("map");
element.replaceChildren();
const map = createMap(element, readOptions("map-options"));
const { lines, chosen, place } = readOptions("map-route");
new RouteLayer(map, lines, chosen);
map.setPoints([place]);
map.select(place.id);
element.dataset.ways = lines.length;
