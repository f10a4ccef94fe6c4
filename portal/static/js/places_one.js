// The small map on the page of one place.
import { createMap, readOptions } from "./map.js";

const element = document.getElementById("map");
element.replaceChildren();
const map = createMap(element, readOptions("map-options"));
const points = readOptions("map-points");
map.setPoints(points);
map.select(points[0].id);
