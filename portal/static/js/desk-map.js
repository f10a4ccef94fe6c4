// The map beside the differences: where it was and where it shall be. Without script the fields say it in degrees.
import { createMap, readOptions } from "./map.js";

const map = createMap(document.getElementById("map"), readOptions("map-options"));
map.setParcels(readOptions("areas"));
map.setPoints(readOptions("points"));
