// Suggestions under a search box: attachSuggestions(input), where input[data-suggest] names the address of the search API.
// A combobox by WAI-ARIA: arrows move, Enter opens the chosen one or sends the form, Esc closes. The form works without it.
const WAIT_MS = 180;
const SHOWN = 8;

export function attachSuggestions(input) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${input.id}-suggestions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "搜索建议");
  list.hidden = true;
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  let timer = 0;
  let asked = null;
  let chosen = -1;

  const show = (results) => {
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...results.slice(0, SHOWN).map((result, n) => option(result, `${list.id}-${n}`)));
    list.hidden = list.children.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };

  const ask = async () => {
    asked?.abort();
    const query = input.value.trim();
    if (!query) return show([]);
    asked = new AbortController();
    try {
      const address = `${input.dataset.suggest}?${new URLSearchParams({ q: query.slice(0, 100), limit: SHOWN })}`;
      const answer = await fetch(address, { signal: asked.signal });
      show(answer.ok ? (await answer.json()).results : []);
    } catch (error) {
      if (error.name !== "AbortError") show([]);
    }
  };

  const move = (step) => {
    const options = [...list.children];
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
    } else if (event.key === "Enter" && chosen >= 0 && !list.hidden) {
      event.preventDefault();
      list.children[chosen].click();
    } else if (event.key === "Escape") {
      show([]);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const url = event.target.closest("[data-url]")?.dataset.url;
    if (url) location.assign(url);
  });
  input.addEventListener("blur", () => show([]));
}

function option(result, id) {
  const element = document.createElement("li");
  element.id = id;
  element.setAttribute("role", "option");
  element.setAttribute("aria-selected", "false");
  element.dataset.url = result.url;
  const region = document.createElement("small");
  region.textContent = result.region ?? "";
  element.append(result.name, region);
  return element;
}
