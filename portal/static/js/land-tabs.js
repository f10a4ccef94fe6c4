// The four tabs of documents on the village and case pages.
import { attachTabs } from "./tabs.js";

for (const element of document.querySelectorAll("[data-tabs]")) {
  const address = `${location.pathname}${location.search}${location.hash}`;
  const isNamed = [...element.children].some((section) => section.id && `#${section.id}` === location.hash);
  attachTabs(element);
  if (isNamed) continue;
  // An address that names no tab opens the first one that holds something, and stays as it is.
  const filled = element.querySelector(":scope > section:not([data-count='0'])");
  if (filled) document.getElementById(`${filled.id}-tab`)?.click();
  history.replaceState(history.state, "", address);
}
