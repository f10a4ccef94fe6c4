// /map/: chips, list and map as twins, one place beside the map. Every link in the list works without this; here a tap
// changes only the part that it concerns, and the address names what is shown. A position stays in this page's memory.
import { createMap, readOptions } from "./map.js";
import { attachSheet } from "./sheet.js";
import { readParts, readPoints, withoutPosition } from "./places.js";

const urls = readOptions("map-urls");
const page = document.querySelector(".places-page");
const sheetElement = document.getElementById("places-sheet");
const detail = document.getElementById("place-detail");
const mapElement = document.getElementById("map");
const part = (name) => page.querySelector(`[data-part="${name}"]`);
const body = sheetElement.querySelector(".sheet-body");

let wish = withoutPosition(location.search);
let position = null;
let asked = null;
let listScroll = 0;
const UNREACHED = "没有连上，请检查网络后再试";
// What was kept is shown by the front; this was not, and the page that is here is worth more than a refusal.
const AWAY = "系统正忙或正在恢复，这一项暂时取不到，请过几秒再试";

// The sheet first: the map fits what it shows above it.
const sheet = attachSheet(sheetElement);
mapElement.replaceChildren();
const map = createMap(mapElement, readOptions("map-options"));
const sheetTitle = sheetElement.querySelector(".sheet-title");

// --- the list ---------------------------------------------------------------------------------
async function showList({ fit = false } = {}) {
  asked?.abort();
  asked = new AbortController();
  const { signal } = asked;
  closePlace();
  try {
    const [parts] = await Promise.all([
      readParts(urls.list, wish, position, signal).then((parts) => {
        for (const name of ["chips", "list"]) part(name).replaceChildren(...parts.querySelector(`[data-part="${name}"]`).childNodes);
        body.scrollTop = 0;
        dressChips();
        return parts;
      }),
      drawPoints(signal, fit),
    ]);
    return parts;
  } catch (error) {
    if (error.name !== "AbortError") say(error instanceof TypeError ? UNREACHED : AWAY);
    return null;
  }
}

async function drawPoints(signal, fit) {
  const { points, total } = await readPoints(urls.points, wish, signal);
  map.setPoints(points);
  if (fit && points.length && !points.some(isInSight)) map.fitAll();
  if (total > points.length) say(`地图上只画了前 ${points.length} 处，共 ${total} 处`);
}

function isInSight({ lng, lat }) {
  const [west, south, east, north] = map.box();
  const covered = ((north - south) * map.coveredBelow()) / mapElement.offsetHeight;
  return west <= lng && lng <= east && south + covered <= lat && lat <= north;
}

function say(message) {
  let line = part("list").querySelector(".places-problem");
  if (!line) {
    line = document.createElement("p");
    line.className = "note note-amber places-problem";
    line.setAttribute("role", "alert");
    part("list").prepend(line);
  }
  line.textContent = message;
}

function go(nextWish) {
  wish = nextWish;
  const words = wish.toString();
  history.pushState(null, "", words ? `${urls.map}?${words}` : urls.map);
  showList({ fit: true });
}

// --- one place --------------------------------------------------------------------------------
async function openPlace(id, { push = true, pan = false } = {}) {
  const where = position ? `?lng=${position.lng}&lat=${position.lat}` : "";
  map.select(id, { pan });
  let answer = null;
  try {
    answer = await fetch(`${urls.map}${id}/part${where}`);
  } catch {
    return say(UNREACHED);
  }
  if (answer.status >= 500) return say(AWAY);
  // Withdrawn since the list was drawn: its own page says when and why.
  if (!answer.ok) return location.assign(`${urls.map}${id}`);
  part("list").querySelector(".places-problem")?.remove();
  if (detail.hidden) listScroll = body.scrollTop;
  detail.innerHTML = await answer.text();
  detail.hidden = false;
  part("list").hidden = true;
  body.scrollTop = 0;
  sheetTitle.textContent = detail.querySelector("[data-title]").dataset.title;
  sheet.to("half");
  detail.querySelector("h2").focus({ preventScroll: true });
  if (push) history.pushState({ place: id }, "", `${urls.map}${id}`);
}

function closePlace() {
  if (detail.hidden) return;
  const id = detail.querySelector("[data-id]")?.dataset.id;
  detail.hidden = true;
  detail.replaceChildren();
  part("list").hidden = false;
  body.scrollTop = listScroll;
  sheetTitle.textContent = sheetElement.dataset.sheetTitle;
  mark(id);
  part("list").querySelector(`[data-id="${id}"] .row`)?.focus({ preventScroll: true });
}

function toList() {
  if (history.state?.place) history.back();
  else closePlace();
}

// Points that lie on one another, as in one building: their names to choose from.
function chooseAmong(ids) {
  const list = document.createElement("ul");
  list.className = "rows";
  for (const id of ids) {
    const row = document.createElement("a");
    row.className = "row";
    row.href = `${urls.map}${id}`;
    row.textContent = map.points.find(id).name;
    row.dataset.open = id;
    const item = document.createElement("li");
    item.append(row);
    list.append(item);
  }
  const title = document.createElement("h2");
  title.tabIndex = -1;
  title.textContent = `这里有 ${ids.length} 处`;
  const back = document.createElement("button");
  back.type = "button";
  back.className = "button button-quiet";
  back.textContent = "回列表";
  back.addEventListener("click", closePlace);
  if (detail.hidden) listScroll = body.scrollTop;
  detail.replaceChildren(back, title, list);
  detail.hidden = false;
  part("list").hidden = true;
  body.scrollTop = 0;
  sheetTitle.textContent = title.textContent;
  sheet.to("half");
  title.focus({ preventScroll: true });
}

function mark(id) {
  for (const row of part("list").querySelectorAll('.row[aria-current="true"]')) row.removeAttribute("aria-current");
  part("list").querySelector(`[data-id="${id}"] .row`)?.setAttribute("aria-current", "true");
}

// --- near me ----------------------------------------------------------------------------------
function dressChips() {
  const button = part("chips").querySelector("[data-near]");
  button.hidden = false;
  button.setAttribute("aria-pressed", String(Boolean(position)));
  // On a phone the chips are one line that scrolls: the chosen ones stay in sight.
  for (const chosen of part("chips").querySelectorAll('li > [aria-current="true"]')) {
    const line = chosen.closest("ul");
    line.scrollLeft = chosen.offsetLeft - line.offsetLeft - (line.clientWidth - chosen.offsetWidth) / 2;
  }
  button.addEventListener("click", () => {
    if (!position) return map.locate();
    position = null;
    showList();
  });
}

// Here and the first five of the list, so that the way there can be judged by eye.
function showNearest() {
  const ids = [...part("list").querySelectorAll("[data-id]")].slice(0, 5).map((item) => item.dataset.id);
  const seen = [position, ...ids.map((id) => map.points.find(id)).filter(Boolean)];
  const lngs = seen.map(({ lng }) => Number(lng));
  const lats = seen.map(({ lat }) => Number(lat));
  map.fit([Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)], { maxZoom: 16 });
}

map.on("located", ({ lng, lat }) => {
  // Ten metres are enough to sort a list.
  position = { lng: lng.toFixed(4), lat: lat.toFixed(4) };
  wish.delete("page");
  showList().then(showNearest);
});
map.on("unlocated", ({ message }) => say(message));

// --- what is tapped ---------------------------------------------------------------------------
const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);

page.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || !isPlain(event)) return;
  const id = link.dataset.open ?? (link.matches(".place > .row") && link.closest("[data-id]").dataset.id);
  if (id) {
    event.preventDefault();
    openPlace(id, { pan: true });
  } else if (link.matches("[data-to-list]")) {
    event.preventDefault();
    toList();
  } else if (link.closest("[data-part]") && link.pathname === urls.map) {
    event.preventDefault();
    go(withoutPosition(link.search));
  }
});

page.querySelector(".places-search").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = new FormData(event.target).get("q").trim();
  go(new URLSearchParams(text ? { q: text } : {}));
});

page.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !detail.hidden) toList();
});

for (const name of ["focusin", "pointerover"]) {
  part("list").addEventListener(name, (event) => {
    const id = event.target.closest("[data-id]")?.dataset.id;
    if (!id || event.pointerType === "touch") return;
    mark(id);
    map.select(id);
  });
}

map.on("select", ({ id }) => openPlace(id));
map.on("cluster", ({ ids }) => chooseAmong(ids));

window.addEventListener("popstate", (event) => {
  if (event.state?.place) return openPlace(event.state.place, { push: false });
  const before = wish.toString();
  wish = withoutPosition(location.search);
  if (wish.toString() === before) closePlace();
  else showList();
});

dressChips();
drawPoints(undefined, false).catch(() => say("地图上的点没有取到，列表可以照常使用"));
