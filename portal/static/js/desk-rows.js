// Rows of a form: a copy of the template is a new one, its place in the page its place in the list.
// attachRows(form, changed). Buttons [data-add], [data-remove], [data-up], [data-down] work without it, by a request.
let added = 0;

export function attachRows(form, changed) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-remove], [data-up], [data-down]");
    if (!button) return;
    event.preventDefault();
    if ("add" in button.dataset) addRow(button.closest("[data-rows]")).querySelector("input:not([type=hidden]), select, textarea")?.focus();
    else {
      const row = button.closest("[data-row]");
      if ("remove" in button.dataset) remove(row);
      else move(row, button);
    }
    changed();
  });
}

// The new row, at the end of its list.
export function addRow(set) {
  const template = set.querySelector(":scope > template");
  const id = `n${(Date.now() + added++).toString(36)}`.slice(0, 12);
  const copy = template.content.cloneNode(true);
  stamp(copy, set.dataset.mark, id);
  const row = copy.firstElementChild;
  set.querySelector(":scope > .row-list").append(row);
  if ("single" in set.dataset) set.querySelector(":scope > [data-add]").hidden = true;
  row.dispatchEvent(new CustomEvent("row-added", { bubbles: true }));
  return row;
}

// The mark stands in names, ids and what refers to them, also inside the templates of rows below.
function stamp(root, mark, id) {
  for (const element of root.querySelectorAll("*")) {
    for (const attribute of element.attributes) {
      if (attribute.value.includes(mark)) attribute.value = attribute.value.replaceAll(mark, id);
    }
    if (element.content) stamp(element.content, mark, id);
  }
}

function remove(row) {
  const set = row.closest("[data-rows]");
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  set.dispatchEvent(new CustomEvent("row-removed", { bubbles: true }));
  const button = set.querySelector(":scope > [data-add]");
  if (button) button.hidden = false;
  (next?.querySelector("[data-remove]") ?? button ?? set).focus();
}

function move(row, button) {
  const isUp = "up" in button.dataset;
  const other = isUp ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (isUp) other.before(row);
  else other.after(row);
  button.focus();
}
