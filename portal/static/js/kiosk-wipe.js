// Nothing of a visitor stays: the page, what was typed, what the browser keeps for pages, and the way back to it.
// What the device keeps for itself: when it reports next, since when it runs, and what it shows without a network.
const OF_THE_DEVICE = ["kiosk-beat-at", "kiosk-since"];
const KEPT_CACHES = /^kiosk-/;
const ATTRACT = "/kiosk/attract";

export async function wipe() {
  for (const form of document.forms) {
    for (const control of form.elements) if ("value" in control && control.type !== "hidden") control.value = "";
  }
  document.querySelector("main").replaceChildren();
  const kept = OF_THE_DEVICE.map((name) => [name, sessionStorage.getItem(name)]);
  sessionStorage.clear();
  localStorage.clear();
  for (const [name, value] of kept) if (value) sessionStorage.setItem(name, value);
  sessionStorage.setItem("visit", `${Date.now()}-${Math.random()}`);
  if (window.caches) for (const name of await caches.keys()) if (!KEPT_CACHES.test(name)) await caches.delete(name);
  leave();
}

// Back to the first page of the visit, whose place the idle page takes (kiosk-visit.js): from there it cuts off all that
// lay ahead (kiosk-attract.js). A browser without the Navigation API keeps entries that nobody can open any more.
function leave() {
  const first = window.navigation?.entries()[0];
  if (!first || first.key === navigation.currentEntry.key) {
    location.replace(ATTRACT);
    return;
  }
  navigation.traverseTo(first.key);
  // Still here: the way back was barred.
  setTimeout(() => location.replace(ATTRACT), 3000);
}
