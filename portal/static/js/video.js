// One video: its speed, where one stopped, and the transcript that follows it. Without script the browser's own player
// has captions, and each line of the transcript leads to its second.
const player = document.querySelector("[data-player]");
const film = player.querySelector("video");
const key = `video:${player.dataset.player}`;
// A kiosk remembers nothing of who stood before it.
const remembers = !("forgets" in player.dataset);
const EVERY_S = 3;
const NEAR_THE_END_S = 2;

const speeds = player.querySelector("[data-speeds]");
speeds.hidden = false;
speeds.addEventListener("click", ({ target }) => {
  const chosen = target.closest("[data-rate]");
  if (!chosen) return;
  film.playbackRate = Number(chosen.dataset.rate);
  for (const button of speeds.querySelectorAll("[data-rate]")) button.setAttribute("aria-pressed", button === chosen);
});

// Where one stopped. A browser that keeps nothing (private windows) plays from the beginning.
function kept() {
  try { return Number(localStorage.getItem(key)) || 0; } catch { return 0; }
}

function keep(seconds) {
  try {
    if (seconds) localStorage.setItem(key, seconds.toFixed(1));
    else localStorage.removeItem(key);
  } catch { /* kept nowhere */ }
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

const resumed = player.querySelector("[data-resumed]");

function resume() {
  const at = kept();
  if (!at || location.search.includes("t=") || at > film.duration - NEAR_THE_END_S) return;
  film.currentTime = at;
  resumed.querySelector("[data-resumed-at]").textContent = clock(at);
  resumed.hidden = false;
}

if (remembers) {
  if (film.readyState >= HTMLMediaElement.HAVE_METADATA) resume();
  else film.addEventListener("loadedmetadata", resume, { once: true });
  let last = 0;
  film.addEventListener("timeupdate", () => {
    if (film.paused || Math.abs(film.currentTime - last) < EVERY_S) return;
    last = film.currentTime;
    keep(last);
  });
  film.addEventListener("pause", () => { if (!film.ended && film.currentTime > 1) keep(film.currentTime); });
  film.addEventListener("ended", () => keep(0));
  resumed.querySelector("[data-from-start]").addEventListener("click", () => {
    film.currentTime = 0;
    keep(0);
    resumed.hidden = true;
    film.play();
  });
}

const lines = [...document.querySelectorAll(".transcript [data-at]")];

for (const line of lines) {
  line.addEventListener("click", (event) => {
    event.preventDefault();
    film.currentTime = Number(line.dataset.at);
    film.play();
    player.scrollIntoView({ block: "nearest" });
  });
}
film.addEventListener("timeupdate", () => {
  const spoken = lines.filter((line) => Number(line.dataset.at) <= film.currentTime).pop();
  for (const line of lines) {
    if (line === spoken) line.setAttribute("aria-current", "true");
    else line.removeAttribute("aria-current");
  }
});
