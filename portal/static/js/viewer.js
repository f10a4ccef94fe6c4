// The document viewer's comforts: zoom, and which page is in sight. Without this the pages are a plain list.
const STEPS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];

function setUpZoom(viewer) {
  const tools = viewer.querySelector("[data-zoom-tools]");
  const pages = viewer.querySelector("[data-pages]");
  if (!tools || !pages) return;
  const percent = tools.querySelector("[data-percent]");
  const [out, into] = ["out", "in"].map((way) => tools.querySelector(`[data-zoom="${way}"]`));
  let step = STEPS.indexOf(1);

  function show(change) {
    // What is at the middle of the window stays there.
    const middle = window.innerHeight / 2;
    const before = pages.getBoundingClientRect();
    const part = (middle - before.top) / before.height;
    step = Math.min(STEPS.length - 1, Math.max(0, step + change));
    pages.style.setProperty("--zoom", STEPS[step]);
    for (const image of pages.querySelectorAll("img")) image.sizes = `${Math.ceil(image.clientWidth)}px`;
    percent.textContent = `${STEPS[step] * 100}%`;
    out.disabled = step === 0;
    into.disabled = step === STEPS.length - 1;
    const after = pages.getBoundingClientRect();
    if (change) window.scrollBy({ top: after.top + part * after.height - middle, behavior: "instant" });
  }

  out.addEventListener("click", () => show(-1));
  into.addEventListener("click", () => show(1));
  tools.hidden = false;
}

function followPages(viewer) {
  const numbers = viewer.querySelector(".viewer-numbers");
  if (!numbers || !("IntersectionObserver" in window)) return;
  const links = new Map([...numbers.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries.filter((one) => one.isIntersecting)) {
        for (const link of links.values()) link.removeAttribute("aria-current");
        const link = links.get(entry.target.id);
        link.setAttribute("aria-current", "true");
        const row = numbers.querySelector("ol");
        row.scrollLeft = link.offsetLeft - row.clientWidth / 2;
      }
    },
    { rootMargin: "-45% 0px -45% 0px" },
  );
  for (const page of viewer.querySelectorAll(".viewer-page")) observer.observe(page);
}

// Pages far down are lazy; on paper every one is needed.
function loadAllForPrint(viewer) {
  const load = () => viewer.querySelectorAll('img[loading="lazy"]').forEach((image) => (image.loading = "eager"));
  window.addEventListener("beforeprint", load);
  document.querySelector("[data-print]")?.addEventListener("pointerenter", load);
}

for (const viewer of document.querySelectorAll("[data-viewer]")) {
  setUpZoom(viewer);
  followPages(viewer);
  loadAllForPrint(viewer);
}
