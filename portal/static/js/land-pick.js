// 县 → 镇 → 村: initials over the list, and a map to pick from. On a phone the map loads when it is asked for.
import { attachInitials } from "./initials.js";

const list = document.getElementById("choices");
if (list) attachInitials(list);

const element = document.getElementById("map");
const button = document.getElementById("open-map");

async function openMap() {
  button.hidden = true;
  element.hidden = false;
  const [{ createMap, readOptions }, { twin }] = await Promise.all([import("./map.js"), import("./twin.js")]);
  const map = createMap(element, readOptions("map-options"));
  const points = readOptions("points");
  map.setPoints(points);
  // The base names counties and towns; villages are named here.
  const villages = points.filter((point) => point.level === 4);
  if (villages.length) map.setLabels(villages.map(({ label: [lng, lat], name, level }) => ({ lng, lat, name, level })));
  twin(map, list);
  // One tap on the map is one tap on the list.
  map.on("select", ({ id }) => {
    const link = list.querySelector(`[data-id="${CSS.escape(id)}"] a`);
    if (link) location.assign(link.href);
  });
}

if (element) {
  // A kiosk is wide, too, but its reader stands before a list.
  if (matchMedia("(min-width: 960px)").matches && document.documentElement.dataset.device !== "kiosk") openMap();
  else {
    button.hidden = false;
    button.addEventListener("click", openMap);
  }
}
