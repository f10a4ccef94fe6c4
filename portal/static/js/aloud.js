// 读给我听: [data-read] reads [data-aloud] of the page in Chinese, or all of its text where nothing is marked. Without a
// Chinese voice the button stays away: the text says the same.
const buttons = [...document.querySelectorAll("[data-read]")];
const marked = [...document.querySelectorAll("[data-aloud]")];
const spoken = marked.length ? marked : [document.querySelector("main")];
const LONGEST = 160; // some engines fall silent in longer pieces
const idle = buttons.map((button) => button.querySelector("span").textContent);

function voice() {
  return speechSynthesis.getVoices().find(({ lang }) => /^(zh|cmn)([-_]|$)/i.test(lang));
}

function show() {
  for (const button of buttons) button.hidden = !voice();
}

function pieces(element) {
  const text = (element.dataset.aloud || element.innerText).replace(/\s+/g, " ").trim();
  return text.match(new RegExp(`[^。；！？]{1,${LONGEST}}[。；！？]?`, "g")) ?? [];
}

function say(isReading) {
  buttons.forEach((button, n) => {
    button.querySelector("span").textContent = isReading ? "停下" : idle[n];
    button.setAttribute("aria-pressed", String(isReading));
  });
}

function read() {
  const all = spoken.flatMap(pieces);
  all.forEach((text, n) => {
    const utterance = new SpeechSynthesisUtterance(text);
    Object.assign(utterance, { voice: voice(), lang: "zh-CN", rate: 0.9 });
    if (n === all.length - 1) utterance.addEventListener("end", () => say(false));
    utterance.addEventListener("error", () => say(false));
    speechSynthesis.speak(utterance);
  });
  say(true);
}

if ("speechSynthesis" in window) {
  show();
  speechSynthesis.addEventListener?.("voiceschanged", show);
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const isReading = button.getAttribute("aria-pressed") === "true";
      speechSynthesis.cancel();
      if (isReading) say(false);
      else read();
    });
  }
  window.addEventListener("pagehide", () => speechSynthesis.cancel());
}
