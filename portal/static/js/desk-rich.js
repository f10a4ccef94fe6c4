// A small editor over each textarea of rich text: 标题, 加粗, 列表, 表格, 链接. What is read or pasted is built anew from the
// few elements that the server keeps, never taken as markup; the server cleans it again.
const KEPT = new Set(["H2", "H3", "H4", "P", "BR", "UL", "OL", "LI", "STRONG", "EM", "A", "TABLE", "CAPTION", "THEAD", "TBODY", "TR", "TH", "TD"]);
const RENAMED = { H1: "H2", B: "STRONG", I: "EM", DIV: "P" };
const GONE = new Set(["SCRIPT", "STYLE", "XML", "TITLE", "SVG", "MATH", "TEMPLATE", "NOSCRIPT", "IFRAME", "OBJECT", "SELECT", "TEXTAREA"]);
const LINK = /^(https?:\/\/|\/(?!\/)|tel:\+?[0-9-]{3,20}$)/i;
const BUTTONS = [
  ["标题", () => block("h2")],
  ["正文", () => block("p")],
  ["加粗", () => document.execCommand("bold")],
  ["列表", () => document.execCommand("insertUnorderedList")],
  ["编号", () => document.execCommand("insertOrderedList")],
  ["表格", insertTable],
  ["链接", insertLink],
];

function block(name) { document.execCommand("formatBlock", false, name); }

function insertTable() {
  const table = document.createElement("table");
  for (let row = 0; row < 3; row += 1) {
    const line = table.insertRow();
    for (let column = 0; column < 3; column += 1) line.append(document.createElement(row ? "td" : "th"));
    for (const cell of line.cells) cell.append(document.createElement("br"));
  }
  const range = getSelection().getRangeAt(0);
  range.collapse(false);
  range.insertNode(table);
  table.after(Object.assign(document.createElement("p"), { textContent: "\u00a0" }));
}

function insertLink(surface) {
  const range = getSelection().getRangeAt(0).cloneRange();
  const address = prompt("链接的网址，要写全，如 https 开头的")?.trim();
  if (!address || !LINK.test(address)) return;
  surface.focus();
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  if (range.collapsed) document.execCommand("insertText", false, address);
  if (range.collapsed) getSelection().getRangeAt(0).setStart(getSelection().focusNode, getSelection().focusOffset - address.length);
  document.execCommand("createLink", false, address);
}

// A fragment of our own elements with the words of a tree that is not shown.
function rebuilt(from) {
  const made = document.createDocumentFragment();
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) made.append(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE || GONE.has(node.nodeName.toUpperCase())) continue;
    const inside = rebuilt(node);
    const name = RENAMED[node.nodeName] ?? node.nodeName;
    if (!KEPT.has(name) || (name === "A" && !LINK.test(node.getAttribute("href") ?? ""))) {
      made.append(inside);
      continue;
    }
    const element = document.createElement(name);
    if (name === "A") element.setAttribute("href", node.getAttribute("href"));
    for (const span of ["colspan", "rowspan"]) if ((name === "TD" || name === "TH") && /^[1-9]\d?$/.test(node.getAttribute(span) ?? "")) element.setAttribute(span, node.getAttribute(span));
    element.append(inside);
    made.append(element);
  }
  return made;
}

function parsed(text) { return rebuilt(new DOMParser().parseFromString(text, "text/html").body); }

function paragraphs(text) {
  const made = document.createDocumentFragment();
  for (const line of text.split(/\r?\n/).filter((one) => one.trim())) made.append(Object.assign(document.createElement("p"), { textContent: line }));
  return made;
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function written(node) {
  if (node.nodeType === Node.TEXT_NODE) return escaped(node.data);
  const inside = [...node.childNodes].map(written).join("");
  if (node.nodeType !== Node.ELEMENT_NODE) return inside;
  const name = node.nodeName.toLowerCase();
  if (name === "br") return "<br>";
  const attributes = [...node.attributes].map(({ name: key, value }) => ` ${key}="${escaped(value).replaceAll('"', "&quot;")}"`).join("");
  return `<${name}${attributes}>${inside}</${name}>`;
}

function edit(area) {
  const label = document.querySelector(`label[for="${CSS.escape(area.id)}"]`);
  const surface = document.createElement("div");
  surface.className = "rich-surface rich-text";
  surface.contentEditable = "true";
  surface.setAttribute("role", "textbox");
  surface.setAttribute("aria-multiline", "true");
  surface.setAttribute("aria-label", label?.textContent.trim() ?? "正文");
  surface.append(/<[a-z]/i.test(area.value) ? parsed(area.value) : paragraphs(area.value));
  const bar = document.createElement("div");
  bar.className = "rich-bar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "排版");
  const keep = () => {
    area.value = written(rebuilt(surface));
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  for (const [words, act] of BUTTONS) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button button-quiet", textContent: words });
    // The selection stays where it is.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      if (!surface.contains(getSelection().anchorNode)) {
        surface.focus();
        getSelection().selectAllChildren(surface);
        getSelection().collapseToEnd();
      }
      act(surface);
      keep();
    });
    bar.append(button);
  }
  surface.addEventListener("input", (event) => { event.stopPropagation(); keep(); });
  surface.addEventListener("paste", (event) => {
    event.preventDefault();
    const html = event.clipboardData.getData("text/html");
    const range = getSelection().getRangeAt(0);
    range.deleteContents();
    const pasted = html ? parsed(html) : paragraphs(event.clipboardData.getData("text/plain"));
    const last = pasted.lastChild;
    range.insertNode(pasted);
    if (last) getSelection().collapse(last, last.childNodes.length);
    keep();
  });
  area.before(bar, surface);
  area.hidden = true;
  label?.addEventListener("click", () => surface.focus());
}

document.execCommand("defaultParagraphSeparator", false, "p");
for (const area of document.querySelectorAll("textarea[data-rich]")) edit(area);
