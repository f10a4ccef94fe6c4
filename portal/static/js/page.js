// On every page: [data-print] prints, [data-dialog="id"] opens that <dialog>, [data-back] goes back, [data-menu] closes.
// Search suggestions attach to input[data-suggest]. What nginx kept says from when it is. Nothing here is needed to read a page.
import { attachDialogs } from "./dialog.js";
import { attachSuggestions } from "./search.js";
import { tellAge } from "./stale.js";

tellAge();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Back only inside this site: the first page of a kiosk has nowhere to go back to, and keeps its link to the home page.
for (const link of document.querySelectorAll("[data-back]")) {
  link.addEventListener("click", (event) => {
    if (!document.referrer.startsWith(`${location.origin}/`) || history.length < 2) return;
    event.preventDefault();
    history.back();
  });
}

for (const menu of document.querySelectorAll("details[data-menu]")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

attachDialogs(document);
for (const input of document.querySelectorAll("input[data-suggest]")) attachSuggestions(input);
