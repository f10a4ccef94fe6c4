// Suggestions under a search box: attachSuggestions(input), where input[data-suggest] names the address of the search API.
// A choice opens its page; Enter with none sends the form, which works without any of this.
import { attachCombobox } from "./combobox.js";

const SHOWN = 8;

export function attachSuggestions(input) {
  attachCombobox(input, {
    label: "搜索建议",
    ask: async (query, signal) => {
      const answer = await fetch(`${input.dataset.suggest}?${new URLSearchParams({ q: query, limit: SHOWN })}`, { signal });
      if (!answer.ok) return null;
      return (await answer.json()).results.slice(0, SHOWN).map(({ name, region, url }) => ({ name, region, data: { url } }));
    },
    take: ({ url }) => { if (url) location.assign(url); },
  });
}
