// A bottom sheet with three stops on a phone: attachSheet(element) → {to("low" | "half" | "full")}. Wide screens: a plain column.
// <section class="sheet" data-sheet-title="列表"><div class="sheet-body">…</div></section>. Drag the head, or press its two buttons;
// the keyboard finds the same buttons, and the focus entering a low sheet lifts it. Without script it is a section under the map.
const STOPS = ["low", "half", "full"];
const NARROW = matchMedia("(max-width: 959.98px)");

export function attachSheet(element, { start = "half" } = {}) {
  const handle = buildHandle(element);
  let stop = start;

  const heightOf = (name) => {
    const whole = window.innerHeight;
    return { low: handle.offsetHeight + 8, half: Math.round(whole * 0.45), full: whole - 64 }[name];
  };
  const to = (name) => {
    stop = name;
    element.dataset.stop = name;
    if (!NARROW.matches) return element.style.removeProperty("height");
    element.style.height = `${heightOf(name)}px`;
    handle.querySelector(".sheet-up").disabled = name === "full";
    handle.querySelector(".sheet-down").disabled = name === "low";
    element.querySelector(".sheet-body").inert = name === "low";
    document.documentElement.style.setProperty("--sheet", name === "full" ? "0px" : element.style.height);
    element.dispatchEvent(new CustomEvent("sheet", { detail: { stop: name } }));
  };
  const step = (by) => to(STOPS[Math.max(0, Math.min(2, STOPS.indexOf(stop) + by))]);
  const adapt = () => {
    element.classList.toggle("is-sheet", NARROW.matches);
    if (!NARROW.matches) element.querySelector(".sheet-body").inert = false;
    to(stop);
  };

  handle.querySelector(".sheet-up").addEventListener("click", () => step(1));
  handle.querySelector(".sheet-down").addEventListener("click", () => step(-1));
  drag(element, handle, (height) => {
    const distances = STOPS.map((name) => Math.abs(heightOf(name) - height));
    to(STOPS[distances.indexOf(Math.min(...distances))]);
  });
  NARROW.addEventListener("change", adapt);
  window.addEventListener("resize", () => to(stop));
  adapt();
  return { to };
}

function buildHandle(element) {
  const handle = document.createElement("div");
  handle.className = "sheet-handle";
  const title = document.createElement("span");
  title.className = "sheet-title";
  title.textContent = element.dataset.sheetTitle ?? "列表";
  handle.append(title, button("sheet-up", "展开", "▲"), button("sheet-down", "收起", "▼"));
  element.prepend(handle);
  return handle;
}

function button(name, label, sign) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = `button button-quiet ${name}`;
  element.setAttribute("aria-label", label);
  element.textContent = sign;
  return element;
}

function drag(element, handle, settle) {
  let from = null;
  handle.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button")) return;
    from = { y: event.clientY, height: element.offsetHeight };
    handle.setPointerCapture(event.pointerId);
    element.classList.add("is-dragged");
  });
  handle.addEventListener("pointermove", (event) => {
    if (from) element.style.height = `${Math.max(40, from.height + from.y - event.clientY)}px`;
  });
  for (const name of ["pointerup", "pointercancel"]) {
    handle.addEventListener(name, () => {
      if (!from) return;
      from = null;
      element.classList.remove("is-dragged");
      settle(element.offsetHeight);
    });
  }
}
