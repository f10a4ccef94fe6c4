// 读给我听: reads [data-aloud] of the page in Chinese. Without a Chinese voice the button stays away: the text says the same.
const button = document.querySelector("[data-read]");
const words = button.querySelector("span");
const spoken = [...document.querySelectorAll("[data-aloud]")];
const LONGEST = 160; // some engines fall silent in longer pieces

function voice() {
  return speechSynthesis.getVoices().find(({ lang }) => /^(zh|cmn)([-_]|$)/i.test(lang));
}

function show() {
  button.hidden = !voice();
}

function pieces(element) {
  const text = (element.dataset.aloud || element.innerText).replace(/\s+/g, " ").trim();
  return text.match(new RegExp(`[^。；！？]{1,${LONGEST}}[。；！？]?`, "g")) ?? [];
}

function ended() {
  words.textContent = "读给我听";
  button.setAttribute("aria-pressed", "false");
}

function read() {
  const all = spoken.flatMap(pieces);
  all.forEach((text, n) => {
    const utterance = new SpeechSynthesisUtterance(text);
    Object.assign(utterance, { voice: voice(), lang: "zh-CN", rate: 0.9 });
    if (n === all.length - 1) utterance.addEventListener("end", ended);
    utterance.addEventListener("error", ended);
    speechSynthesis.speak(utterance);
  });
  words.textContent = "停下";
  button.setAttribute("aria-pressed", "true");
}

if ("speechSynthesis" in window) {
  show();
  speechSynthesis.addEventListener?.("voiceschanged", show);
  button.addEventListener("click", () => {
    const isReading = button.getAttribute("aria-pressed") === "true";
    speechSynthesis.cancel();
    if (isReading) ended();
    else read();
  });
  window.addEventListener("pagehide", () => speechSynthesis.cancel());
}
