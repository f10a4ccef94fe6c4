// The idle page: what lay ahead in the history is cut off, the videos of the zone play without sound, and what stands
// here is fetched anew every ten minutes. One touch leads to the home page.
const FRESH_MS = 600_000;

history.pushState(history.state, "");
setTimeout(() => location.replace("/kiosk/attract"), FRESH_MS);

const link = document.querySelector(".attract-link");
if (link.dataset.playlist) play(link.dataset.playlist).catch(() => {});

// A zone without videos, or a site without them, shows its words.
async function play(address) {
  const answer = await fetch(address);
  if (!answer.ok) return;
  const { videos = [] } = await answer.json();
  if (!videos.length) return;
  const film = document.createElement("video");
  film.className = "attract-film";
  film.muted = true;
  film.playsInline = true;
  let at = -1;
  const next = () => {
    at = (at + 1) % videos.length;
    film.src = videos[at].url;
    film.play().catch(() => film.remove());
  };
  film.addEventListener("ended", next);
  // A list of which nothing can be played must not spin.
  film.addEventListener("error", () => film.remove(), { once: true });
  link.prepend(film);
  next();
}
