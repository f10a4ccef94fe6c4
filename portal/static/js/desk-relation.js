// A relation that is found by typing: attachRelations(form, changed), for input[data-relation], new rows included.
// The chosen key lies in the hidden input beside it.
import { attachCombobox } from "./combobox.js";

export function attachRelations(form, changed) {
  const attachIn = (part) => { for (const input of part.querySelectorAll("input[data-relation]")) attach(input, changed); };
  attachIn(form);
  form.addEventListener("row-added", (event) => attachIn(event.target));
}

function attach(input, changed) {
  const [key, shown] = ["key", "shown"].map((part) => input.form.querySelector(`[name="${CSS.escape(`${input.name}_${part}`)}"]`));
  attachCombobox(input, {
    label: "可以选的",
    empty: "在您的范围内没有找到",
    takesFirst: true,
    ask: async (query, signal) => {
      if (query === shown.value) return null;
      const answer = await fetch(`${input.dataset.relation}?${new URLSearchParams({ q: query })}`, { signal });
      return (answer.ok ? (await answer.json()).results : []).map(({ key, name, region, text }) => ({ name, region, data: { key, text } }));
    },
    take: (chosen) => {
      input.value = shown.value = chosen.text;
      key.value = chosen.key;
      changed();
    },
  });
  // What stands there is replaced, not written on to.
  input.addEventListener("focus", () => input.select());
}
