// Keys on the glass, for a screen that has no others: pinyin, letters or figures, above the bar at the bottom. A field
// for numbers gets figures at once; pinyin writes a character a syllable, and initials are enough for the search.
const TEXT = "input:not([type]), input[type=text], input[type=search], input[type=tel], input[type=email], input[type=password], textarea";
const LETTERS = ["q w e r t y u i o p", "a s d f g h j k l", "z x c v b n m {bksp}"];
const LAYOUT = {
  pinyin: [...LETTERS, "{abc} {123} {space} ， 。 {enter} {close}"],
  abc: [...LETTERS, "{pinyin} {123} {space} {enter} {close}"],
  123: ["1 2 3", "4 5 6", "7 8 9", "{pinyin} 0 {bksp}", "- x {enter} {close}"],
};
const NAMES = {
  "{bksp}": "删除", "{abc}": "字母", "{123}": "数字", "{pinyin}": "拼音", "{space}": "空格", "{enter}": "确定", "{close}": "收起",
};

let board = null;
let keyboard = null;
let field = null;

export function attachKeys() {
  const openFor = (target) => {
    if (target?.matches?.(TEXT) && !target.readOnly) open(target);
  };
  document.addEventListener("focusin", ({ target }) => openFor(target));
  // Who was quicker than this script stands in the field already.
  openFor(document.activeElement);
}

async function open(target) {
  field = target;
  keyboard ??= await build();
  const wantsFigures = target.type === "tel" || target.inputMode === "numeric";
  show(wantsFigures ? "123" : "pinyin");
  keyboard.setInput(target.value);
  keyboard.setCaretPosition(target.value.length);
  board.hidden = false;
  document.body.classList.add("has-keys");
  target.scrollIntoView({ block: "center" });
}

async function build() {
  const [{ SimpleKeyboard }, { CHARACTERS }] = await Promise.all([
    import("../vendor/simple-keyboard/index.modern.esm.js"),
    import("./pinyin.js"),
  ]);
  board = document.createElement("div");
  board.className = "kiosk-keys";
  board.setAttribute("aria-label", "屏幕键盘");
  const inner = document.createElement("div");
  inner.className = "simple-keyboard";
  board.append(inner);
  document.body.append(board);
  const spaced = Object.fromEntries(Object.entries(CHARACTERS).map(([syllable, found]) => [syllable, [...found].join(" ")]));
  return new SimpleKeyboard(inner, {
    layout: LAYOUT,
    layoutName: "pinyin",
    display: NAMES,
    layoutCandidates: spaced,
    layoutCandidatesPageSize: 8,
    preventMouseDownDefault: true,
    newLineOnEnter: false,
    onChange: write,
    onKeyPress: press,
  });
}

function show(name) {
  keyboard.setOptions({ layoutName: name, enableLayoutCandidates: name === "pinyin" });
}

function write(words) {
  const most = field.maxLength > 0 ? field.maxLength : Infinity;
  field.value = words.slice(0, most);
  if (field.value !== words) keyboard.setInput(field.value);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function press(key) {
  if (key === "{pinyin}" || key === "{abc}" || key === "{123}") show(key.slice(1, -1));
  if (key === "{close}") close();
  if (key === "{enter}") {
    if (field.form?.getAttribute("role") === "search") field.form.requestSubmit();
    close();
  }
}

function close() {
  board.hidden = true;
  document.body.classList.remove("has-keys");
  field.blur();
}
