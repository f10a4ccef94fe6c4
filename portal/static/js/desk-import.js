// One import: its rows on the map, and how far its check is (asked every second; without script the page reloads itself).
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

const progress = document.getElementById("progress");
const EVERY = 1000;

async function ask() {
  const answer = await fetch(progress.dataset.url, { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.ok) {
    const told = await answer.json();
    if (!told.waiting) return location.reload();
    progress.querySelector("[data-phase]").textContent = told.phase ?? "";
    progress.querySelector("[data-rows]").textContent = told.rows ?? 0;
    progress.querySelector("[data-rate]").textContent = told.rows_per_second ?? 0;
  }
  setTimeout(ask, EVERY);
}

if (progress) setTimeout(ask, EVERY);
