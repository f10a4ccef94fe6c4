// One import: its rows on the map, and how far its check is.
import "./desk-progress.js";
import { createMap, readOptions } from "./map.js";

const map = createMap(document.getElementById("map"), readOptions("map-options"));
map.setPoints(readOptions("points"));

// List and map are twins: what is chosen in one is chosen in the other.
const rows = new Map([...document.querySelectorAll("#lines [data-id]")].map((row) => [row.dataset.id, row]));

function choose(id) {
  for (const [key, row] of rows) row.classList.toggle("is-chosen", key === id);
}

for (const [id, row] of rows) {
  row.addEventListener("click", (event) => {
    event.preventDefault();
    map.select(id, { pan: true });
    choose(id);
  });
}
map.on("select", ({ id }) => {
  choose(id);
  rows.get(id)?.scrollIntoView({ block: "nearest" });
});
