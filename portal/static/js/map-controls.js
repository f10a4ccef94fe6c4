// What stands on every map, used by map.js only: zoom, the whole area, where I am, and the note that the law asks for.
// The note stands lower left (审图号, 地图审核管理规定 27) and is printed with the map; it is plain text and cannot be closed.
// Buttons are real buttons with Chinese names, in the order of the keyboard after the map itself.
export function addControls(map, element, options) {
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", options.label ?? "地图。地图上的内容都在列表里");
  const buttons = document.createElement("div");
  buttons.className = "map-buttons";
  const icons = options.icons;
  buttons.append(
    button("放大", "plus", icons, () => map.leaflet.zoomIn()),
    button("缩小", "minus", icons, () => map.leaflet.zoomOut()),
    button("看全部", "fit", icons, () => (map.points.items.length || map.parcels ? map.fitAll() : map.view())),
  );
  if (options.locate !== false) buttons.append(button("我在哪里", "locate", icons, () => map.locate(), "map-locate"));
  const note = document.createElement("p");
  note.className = "map-note";
  note.textContent = noteText(options.base);
  const status = document.createElement("p");
  status.className = "map-status";
  status.setAttribute("role", "status");
  element.append(buttons, note, status);
  // A tap on a button is no tap on the map under it.
  for (const part of [buttons, note, status]) {
    for (const name of ["click", "dblclick", "pointerdown", "mousedown", "touchstart", "wheel"]) {
      part.addEventListener(name, (event) => event.stopPropagation(), { passive: true });
    }
  }
  // What else is shown and has to be named there: said once.
  return (more) => { note.textContent = noteText(options.base, more); };
}

export function noteText({ approval_no: number, notice, pictures = [] }, more = "") {
  return [pictures.length && "天地图", number && `审图号：${number}`, notice, more].filter(Boolean).join(" · ");
}

export function tellLocationError(map, message) {
  const status = map.leaflet.getContainer().querySelector(".map-status");
  status.textContent = message;
  setTimeout(() => { if (status.textContent === message) status.textContent = ""; }, 8000);
  map.tell("unlocated", { message });
}

function button(name, icon, icons, act, extra = "") {
  const element = document.createElement("button");
  element.type = "button";
  element.className = `map-button ${extra}`.trim();
  element.setAttribute("aria-label", name);
  element.title = name;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${icons}#${icon}`);
  svg.append(use);
  element.append(svg);
  element.addEventListener("click", act);
  return element;
}
