// A playlist: one video after the other and from the beginning again, muted until somebody turns the sound on. A film
// that does not play is passed over; when none does, the list stands still.
const told = JSON.parse(document.getElementById("playlist").textContent);
const player = document.querySelector("[data-playlist]");
const film = player.querySelector("video");
const now = player.querySelector("[data-now]");
const sound = player.querySelector("[data-sound]");
const entries = [...document.querySelectorAll("[data-entry]")];
let at = 0;
let failed = 0;

function show(number) {
  at = number % told.length;
  const video = told[at];
  now.textContent = video.title;
  film.poster = video.poster;
  film.setAttribute("aria-label", video.title);
  film.replaceChildren(captions(video));
  if (film.getAttribute("src") !== video.url) film.src = video.url;
  film.textTracks[0].mode = "showing";
  for (const [row, entry] of entries.entries()) {
    if (row === at) entry.setAttribute("aria-current", "true");
    else entry.removeAttribute("aria-current");
  }
  film.play().catch(() => { /* the browser wants a tap first; its own button is there */ });
}

function captions(video) {
  const track = document.createElement("track");
  Object.assign(track, { kind: "captions", srclang: "zh-CN", label: "中文字幕", src: video.captions, default: true });
  return track;
}

film.muted = true;
film.addEventListener("playing", () => { failed = 0; });
film.addEventListener("ended", () => {
  if (told.length === 1) film.currentTime = 0;
  show(at + 1);
});
film.addEventListener("error", () => {
  failed += 1;
  if (failed < told.length) show(at + 1);
});
sound.hidden = false;
sound.addEventListener("click", () => {
  film.muted = !film.muted;
  sound.textContent = film.muted ? "打开声音" : "关掉声音";
});
for (const [row, entry] of entries.entries()) {
  entry.addEventListener("click", (event) => {
    event.preventDefault();
    show(row);
  });
}
show(0);
