// How far a job of the worker is, asked every second; when it has ended the page shows what came of it. Without script
// the page reloads itself.
const EVERY = 1000;

async function ask(section) {
  const answer = await fetch(section.dataset.url, { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.ok) {
    const told = await answer.json();
    if (!told.waiting) return location.reload();
    for (const place of section.querySelectorAll("[data-told]")) place.textContent = told[place.dataset.told] ?? 0;
    const bar = section.querySelector("progress");
    if (told.percent != null) bar.value = told.percent;
    else bar.removeAttribute("value");
  }
  setTimeout(ask, EVERY, section);
}

const section = document.getElementById("progress");
if (section) setTimeout(ask, EVERY, section);
