// The four tabs of documents on the village and case pages.
import { attachTabs } from "./tabs.js";

for (const element of document.querySelectorAll("[data-tabs]")) attachTabs(element);
