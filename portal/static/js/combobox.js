// A text input that suggests: a combobox by WAI-ARIA. Arrows move, Enter takes the marked one, Esc closes.
// attachCombobox(input, {label, ask, take, takesFirst, empty}): `ask(query, signal)` answers with [{name, region, data}] or
// null for "leave it closed"; `take(dataset)` is called for what was chosen, with the `data` that it was given.
// `takesFirst`: Enter with nothing marked takes the first. `empty`: what stands there when nothing was found.
const WAIT_MS = 180;
const LONGEST_QUERY = 100;

export function attachCombobox(input, { label, ask, take, takesFirst = false, empty = "" }) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${input.id}-suggestions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  list.hidden = true;
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  let timer = 0;
  let asked = null;
  let marked = -1;

  const show = (children) => {
    marked = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...children);
    list.hidden = !children.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };

  const suggest = async () => {
    asked?.abort();
    const query = input.value.trim().slice(0, LONGEST_QUERY);
    if (!query) return show([]);
    asked = new AbortController();
    try {
      const found = await ask(query, asked.signal);
      if (!found) return show([]);
      show(found.length ? found.map((one, n) => option(one, `${list.id}-${n}`)) : empty ? [nothing(empty)] : []);
    } catch (error) {
      if (error.name !== "AbortError") show([]);
    }
  };

  const choose = (element) => {
    if (!element || element.getAttribute("aria-disabled")) return;
    show([]);
    take(element.dataset);
  };

  const move = (step) => {
    const options = [...list.querySelectorAll("li:not([aria-disabled])")];
    if (!options.length) return;
    marked = (marked + step + options.length) % options.length;
    options.forEach((element, n) => element.setAttribute("aria-selected", String(n === marked)));
    options[marked].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[marked].id);
  };

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    // While a Chinese input method is composing, the letters are not yet what is meant.
    if (!event.isComposing) timer = setTimeout(suggest, WAIT_MS);
  });
  input.addEventListener("compositionend", suggest);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !list.hidden && (takesFirst || marked >= 0)) {
      event.preventDefault();
      choose(list.children[Math.max(marked, 0)]);
    } else if (event.key === "Escape") {
      show([]);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => choose(event.target.closest("li")));
  input.addEventListener("blur", () => show([]));
}

function option({ name, region, data }, id) {
  const element = document.createElement("li");
  element.id = id;
  element.setAttribute("role", "option");
  element.setAttribute("aria-selected", "false");
  Object.assign(element.dataset, data);
  const where = document.createElement("small");
  where.textContent = region ?? "";
  element.append(name, where);
  return element;
}

function nothing(text) {
  const element = document.createElement("li");
  element.setAttribute("role", "option");
  element.setAttribute("aria-disabled", "true");
  element.textContent = text;
  return element;
}
