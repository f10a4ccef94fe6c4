// Elements in a line: el("p.note", "words", child…). Text is always text.
export function el(kind, ...children) {
  const [tag, ...classes] = kind.split(".");
  const made = document.createElement(tag);
  made.className = classes.join(" ");
  made.append(...children);
  return made;
}

// The list that people tap, as parts/rows.html has it: [{href, title, plain, aside}].
export function rows(list) {
  return el("ul.rows", ...list.map(({ href, title, plain, aside }) => {
    const main = el("span.row-main", el("strong", title));
    if (plain) main.append(el("span.row-plain", plain));
    const link = el("a.row", main);
    link.href = href;
    if (aside) link.append(el("span.days-left", aside));
    return el("li", link);
  }));
}
