// A relation that is found by typing: attachRelations(form, changed), for input[data-relation], new rows included.
// A combobox by WAI-ARIA: arrows move, Enter takes the chosen one, Esc closes. The chosen key lies in the hidden input.
const WAIT_MS = 180;

export function attachRelations(form, changed) {
  const attachIn = (part) => { for (const input of part.querySelectorAll("input[data-relation]")) attach(input, changed); };
  attachIn(form);
  form.addEventListener("row-added", (event) => attachIn(event.target));
}

function attach(input, changed) {
  const [key, shown] = ["key", "shown"].map((part) => input.form.querySelector(`[name="${CSS.escape(`${input.name}_${part}`)}"]`));
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${input.id}-suggestions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "可以选的");
  list.hidden = true;
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  let timer = 0;
  let asked = null;
  let chosen = -1;

  const show = (children) => {
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...children);
    list.hidden = !children.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };

  const ask = async () => {
    asked?.abort();
    const query = input.value.trim();
    if (!query || query === shown.value) return show([]);
    asked = new AbortController();
    try {
      const answer = await fetch(`${input.dataset.relation}?${new URLSearchParams({ q: query.slice(0, 100) })}`, { signal: asked.signal });
      const results = answer.ok ? (await answer.json()).results : [];
      show(results.length ? results.map((result, n) => option(result, `${list.id}-${n}`)) : [nothing()]);
    } catch (error) {
      if (error.name !== "AbortError") show([]);
    }
  };

  const take = (element) => {
    if (!element?.dataset.key) return;
    input.value = shown.value = element.dataset.text;
    key.value = element.dataset.key;
    show([]);
    changed();
  };

  const move = (step) => {
    const options = [...list.querySelectorAll("[data-key]")];
    if (!options.length) return;
    chosen = (chosen + step + options.length) % options.length;
    options.forEach((element, n) => element.setAttribute("aria-selected", String(n === chosen)));
    options[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[chosen].id);
  };

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    // While a Chinese input method is composing, the letters are not yet what is meant.
    if (!event.isComposing) timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("compositionend", ask);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      take(list.children[Math.max(chosen, 0)]);
    } else if (event.key === "Escape") {
      show([]);
    }
  });
  // What stands there is replaced, not written on to.
  input.addEventListener("focus", () => input.select());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => take(event.target.closest("[data-key]")));
  input.addEventListener("blur", () => show([]));
}

function option({ key, name, region, text }, id) {
  const element = document.createElement("li");
  element.id = id;
  element.setAttribute("role", "option");
  element.setAttribute("aria-selected", "false");
  Object.assign(element.dataset, { key, text });
  const where = document.createElement("small");
  where.textContent = region;
  element.append(name, where);
  return element;
}

function nothing() {
  const element = document.createElement("li");
  element.setAttribute("role", "option");
  element.setAttribute("aria-disabled", "true");
  element.textContent = "在您的范围内没有找到";
  return element;
}
