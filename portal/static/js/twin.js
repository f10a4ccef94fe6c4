// Map and list as twins: twin(map, listElement). Each list item carries data-id, the same id as on the map.
// A pick on the map marks the item and brings it into sight; focus or pointer on an item marks it on the map.
// An item with data-pan (a button inside counts) moves the map to it; links stay links. Returns {select(id), show(ids)}.
export function twin(map, list) {
  const items = new Map([...list.querySelectorAll("[data-id]")].map((item) => [item.dataset.id, item]));

  const mark = (id) => {
    for (const [key, item] of items) {
      const target = item.querySelector(".row") ?? item;
      if (key === id) target.setAttribute("aria-current", "true");
      else target.removeAttribute("aria-current");
    }
  };
  const select = (id) => {
    mark(id);
    map.select(id);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    items.get(id)?.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  };
  // Only these stay in the list, in its own order; null shows all again.
  const show = (ids) => {
    const wanted = ids && new Set(ids);
    for (const [id, item] of items) item.hidden = Boolean(wanted) && !wanted.has(id);
  };

  map.on("select", ({ id }) => select(id));
  const fromList = (event, options) => {
    const id = event.target.closest("[data-id]")?.dataset.id;
    if (!id || !items.has(id)) return;
    mark(id);
    map.select(id, options);
  };
  list.addEventListener("focusin", (event) => fromList(event, {}));
  list.addEventListener("pointerover", (event) => {
    if (event.pointerType === "mouse") fromList(event, {});
  });
  list.addEventListener("click", (event) => {
    if (event.target.closest("[data-pan]")) fromList(event, { pan: true });
  });
  return { select, show };
}
