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
  map.setNames(readOptions("points"));
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
