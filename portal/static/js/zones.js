// 专区 on the map and in the list, as twins.
import { createMap, readOptions } from "./map.js";
import { twin } from "./twin.js";

const element = document.getElementById("map");
element.replaceChildren();
const map = createMap(element, readOptions("map-options"));
map.setPoints(readOptions("map-points"));
twin(map, document.getElementById("zone-list"));
