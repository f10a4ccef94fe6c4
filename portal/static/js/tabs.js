// Tabs from headed sections: attachTabs(element) for <div data-tabs><section id="a"><h3>征地批复</h3>…</section>…</div>.
// The headings become tabs (arrows, Home, End; the address keeps #a). Without script, and on paper, all sections stand open.
export function attachTabs(element) {
  const panels = [...element.querySelectorAll(":scope > section[id]")];
  if (panels.length < 2) return;
  const bar = document.createElement("div");
  bar.className = "tabs";
  bar.setAttribute("role", "tablist");
  if (element.dataset.tabs) bar.setAttribute("aria-label", element.dataset.tabs);
  const tabs = panels.map((panel) => {
    const heading = panel.querySelector("h2, h3, h4");
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = `${panel.id}-tab`;
    tab.textContent = heading.textContent;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    heading.classList.add("tab-heading");
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    panel.tabIndex = 0;
    bar.append(tab);
    return tab;
  });
  element.prepend(bar);
  element.classList.add("has-tabs");

  const choose = (n, { focus = false, keep = true } = {}) => {
    tabs.forEach((tab, k) => {
      tab.setAttribute("aria-selected", String(k === n));
      tab.tabIndex = k === n ? 0 : -1;
      panels[k].classList.toggle("is-chosen", k === n);
    });
    if (focus) tabs[n].focus();
    if (keep) history.replaceState(history.state, "", `#${panels[n].id}`);
  };
  tabs.forEach((tab, n) => tab.addEventListener("click", () => choose(n)));
  bar.addEventListener("keydown", (event) => {
    const now = tabs.indexOf(document.activeElement);
    const last = tabs.length - 1;
    const next = { ArrowRight: now === last ? 0 : now + 1, ArrowLeft: now === 0 ? last : now - 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    choose(next, { focus: true });
  });
  const named = () => panels.findIndex((panel) => panel.id === location.hash.slice(1));
  window.addEventListener("hashchange", () => { if (named() >= 0) choose(named(), { keep: false }); });
  choose(Math.max(0, named()), { keep: false });
}
