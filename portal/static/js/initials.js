// A bar of initials over a long list: attachInitials(list). Each item carries data-initials="bxx" (several: "bxx cxx").
// One tap shows the names that begin with the letter, the same tap again all; only letters that occur are offered.
// Without script the list is simply long.
export function attachInitials(list, { from = 9 } = {}) {
  const items = [...list.querySelectorAll("[data-initials]")];
  if (items.length < from) return null;
  const lettersOf = (item) => new Set(item.dataset.initials.split(" ").filter(Boolean).map((word) => word[0].toUpperCase()));
  const letters = [...new Set(items.flatMap((item) => [...lettersOf(item)]))].sort();
  const bar = document.createElement("div");
  bar.className = "initials";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "按拼音首字母筛选");
  const said = document.createElement("p");
  said.className = "unseen";
  said.setAttribute("role", "status");

  const show = (letter) => {
    let shown = 0;
    for (const item of items) {
      item.hidden = Boolean(letter) && !lettersOf(item).has(letter);
      if (!item.hidden) shown += 1;
    }
    for (const button of bar.children) button.setAttribute("aria-pressed", String(button.dataset.letter === letter));
    said.textContent = letter ? `${letter}：${shown} 个` : `全部 ${shown} 个`;
  };
  for (const letter of ["", ...letters]) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.letter = letter;
    button.textContent = letter || "全部";
    button.setAttribute("aria-pressed", String(letter === ""));
    button.addEventListener("click", () => show(button.getAttribute("aria-pressed") === "true" ? "" : letter));
    bar.append(button);
  }
  list.before(bar, said);
  return { show };
}
