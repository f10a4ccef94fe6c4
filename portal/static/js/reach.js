// The villages of a county, coloured and marked by how far they have; a tap leads to the row of the table.
import { createMap, readOptions } from "./map.js";

const element = document.getElementById("map");
element.replaceChildren();
const map = createMap(element, readOptions("map-options"));
map.setPoints(readOptions("map-villages"), { cell: 12 });
map.on("select", ({ id }) => document.getElementById(`village-${id}`)?.scrollIntoView({ block: "center" }));
