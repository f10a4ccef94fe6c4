// Black boxes drawn on the pages of a file: by mouse, finger and keyboard. The rows of the form are what is sent; each
// row that is complete has a box on its page. Without this the rows are filled in by hand.
const form = document.getElementById("mask");
const list = form.querySelector("[data-mask-rows]");
const blank = form.querySelector("[data-mask-row]");
const count = form.querySelector("[data-mask-count]");
const reason = document.getElementById("mask-reason");
const EDGES = ["left", "top", "right", "bottom"];
// In parts of a hundred of the page: what a key moves, what a press of a button begins with, what is no box yet.
const STEP = 0.5;
const FIRST = { left: 35, top: 48, right: 65, bottom: 52 };
const LEAST = 0.4;

const sheets = new Map([...document.querySelectorAll("[data-sheet]")].map((sheet) => [sheet.dataset.sheet, sheet]));
const boxes = new Map();
const at = (row, name) => row.querySelector(`[name="${name}"]`);
const within = (value) => Math.min(100, Math.max(0, value));

function placeOf(row) {
  const place = Object.fromEntries(EDGES.map((edge) => [edge, parseFloat(at(row, edge).value)]));
  return EDGES.every((edge) => Number.isFinite(place[edge])) ? place : null;
}

function draw(row) {
  const place = placeOf(row);
  const sheet = sheets.get(at(row, "page").value);
  let box = boxes.get(row);
  if (!place || !sheet) {
    box?.remove();
    boxes.delete(row);
    return;
  }
  if (!box) {
    box = document.createElement("button");
    box.type = "button";
    box.className = "mask-box";
    const handle = document.createElement("span");
    handle.className = "mask-handle";
    box.append(handle);
    boxes.set(row, box);
    movable(box, handle, row);
  }
  if (box.parentNode !== sheet) sheet.append(box);
  box.style.left = `${place.left}%`;
  box.style.top = `${place.top}%`;
  box.style.width = `${place.right - place.left}%`;
  box.style.height = `${place.bottom - place.top}%`;
  box.setAttribute("aria-label", `第 ${at(row, "page").value} 页的黑框，${at(row, "reason").value || "没有写原因"}`);
}

function put(row, place) {
  for (const edge of EDGES) at(row, edge).value = within(place[edge]).toFixed(2);
  draw(row);
}

function tell() {
  const rows = [...list.children].filter((row) => placeOf(row));
  const pages = new Set(rows.map((row) => at(row, "page").value));
  count.textContent = rows.length ? `已画 ${rows.length} 处，在 ${pages.size} 页上` : "还没有画框";
  rows.forEach((row, index) => { row.querySelector("legend").textContent = `第 ${index + 1} 处`; });
}

function add(page, place, why = reason.value) {
  const row = blank.content.firstElementChild.cloneNode(true);
  list.append(row);
  attach(row);
  at(row, "page").value = page;
  at(row, "reason").value = why;
  put(row, place);
  tell();
  return row;
}

function drop(row) {
  boxes.get(row)?.remove();
  boxes.delete(row);
  row.remove();
  tell();
}

function attach(row) {
  row.querySelector("[data-row-buttons]").hidden = false;
  row.querySelector("[data-delete]").addEventListener("click", () => drop(row));
  row.querySelector("[data-show]").addEventListener("click", () => {
    const box = boxes.get(row);
    box?.scrollIntoView({ block: "center" });
    box?.focus({ preventScroll: true });
  });
  row.addEventListener("input", () => { draw(row); tell(); });
}

// Where the pointer is, in parts of a hundred of the page.
function spot(event, sheet) {
  const edge = sheet.getBoundingClientRect();
  return { x: within(((event.clientX - edge.left) / edge.width) * 100), y: within(((event.clientY - edge.top) / edge.height) * 100) };
}

function follow(target, event, moved, ended = () => {}) {
  target.setPointerCapture(event.pointerId);
  const stop = () => {
    target.removeEventListener("pointermove", moved);
    target.removeEventListener("pointerup", stop);
    target.removeEventListener("pointercancel", stop);
    ended();
  };
  target.addEventListener("pointermove", moved);
  target.addEventListener("pointerup", stop);
  target.addEventListener("pointercancel", stop);
}

function shifted(place, x, y) {
  const across = Math.min(100 - place.right, Math.max(-place.left, x));
  const down = Math.min(100 - place.bottom, Math.max(-place.top, y));
  return { left: place.left + across, right: place.right + across, top: place.top + down, bottom: place.bottom + down };
}

function stretched(place, x, y) {
  return { ...place, right: Math.max(place.left + LEAST, place.right + x), bottom: Math.max(place.top + LEAST, place.bottom + y) };
}

function movable(box, handle, row) {
  box.addEventListener("pointerdown", (event) => {
    event.stopPropagation();
    const sheet = box.parentNode;
    const change = event.target === handle ? stretched : shifted;
    const from = spot(event, sheet);
    const place = placeOf(row);
    follow(box, event, (now) => {
      const to = spot(now, sheet);
      put(row, change(place, to.x - from.x, to.y - from.y));
    });
  });
  box.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    if (way) {
      event.preventDefault();
      put(row, (event.shiftKey ? stretched : shifted)(placeOf(row), ...way));
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      const button = box.closest("li").querySelector("[data-add]");
      drop(row);
      button.focus();
    }
  });
}

for (const [page, sheet] of sheets) {
  sheet.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || (event.pointerType === "touch" && !sheet.classList.contains("is-touch"))) return;
    event.preventDefault();
    const from = spot(event, sheet);
    let row = null;
    follow(sheet, event, (now) => {
      const to = spot(now, sheet);
      const place = { left: Math.min(from.x, to.x), right: Math.max(from.x, to.x), top: Math.min(from.y, to.y), bottom: Math.max(from.y, to.y) };
      if (row) put(row, place);
      else if (place.right - place.left > LEAST && place.bottom - place.top > LEAST) row = add(page, place);
    });
  });
}
for (const button of document.querySelectorAll("[data-add]")) {
  button.hidden = false;
  button.addEventListener("click", () => boxes.get(add(button.dataset.add, FIRST)).focus());
}
document.querySelector("[data-touch]").addEventListener("change", (event) => {
  for (const sheet of sheets.values()) sheet.classList.toggle("is-touch", event.target.checked);
});

for (const tools of document.querySelectorAll("[data-mask-tools]")) tools.hidden = false;
count.hidden = false;
// Rows that nobody filled in are for those without a script; where a page has no picture they stay.
if (sheets.size) {
  form.classList.add("has-script");
  for (const row of [...list.children]) if (!at(row, "page").value) row.remove();
}
for (const row of list.children) { attach(row); draw(row); }
tell();
