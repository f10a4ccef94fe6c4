// A kiosk is everybody's: after a minute without a touch (three where somebody fills in a form) it asks for 15 seconds
// whether anybody is there, then it is wiped. Staff who help somebody have ten minutes, or end it themselves.
import { wipe } from "./kiosk-wipe.js";

const QUIET_S = 60;
const QUIET_IN_A_FORM_S = 180;
const WARNING_S = 15;
const ASSISTED_S = 600;
// A finger that scrolls is a pointerdown; a page that scrolls by itself is nobody.
const SIGNS = ["pointerdown", "keydown", "input", "wheel"];
const assistedUntil = () => Number(sessionStorage.getItem("kiosk-assisted-until") ?? 0);

let timer = 0;
let warning = null;

function panel(className, role) {
  const made = document.createElement("div");
  made.className = className;
  made.setAttribute("role", role);
  const words = document.createElement("p");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-primary";
  made.append(words, button);
  document.body.append(made);
  return { made, words, button };
}

// Somebody who watches or listens touches nothing.
const isPlaying = () =>
  [...document.querySelectorAll("video, audio")].some((one) => !one.paused && !one.ended) || window.speechSynthesis?.speaking;

function count(left) {
  if (left <= 0) {
    wipe();
    return;
  }
  warning.words.textContent = `还在用吗？${left} 秒后清空，回到开始。`;
  warning.made.hidden = false;
  timer = setTimeout(count, 1000, left - 1);
}

function wait() {
  clearTimeout(timer);
  warning.made.hidden = true;
  if (assistedUntil() > Date.now()) return;
  const quiet = document.querySelector("main form[method=post]") ? QUIET_IN_A_FORM_S : QUIET_S;
  timer = setTimeout(() => (isPlaying() ? wait() : count(WARNING_S)), quiet * 1000);
}

export function assist() {
  sessionStorage.setItem("kiosk-assisted-until", String(Date.now() + ASSISTED_S * 1000));
  wait();
  showAssisted();
}

function showAssisted() {
  const { words, button } = panel("kiosk-assisted", "status");
  words.textContent = "工作人员协助中";
  button.textContent = "结束并清空";
  button.addEventListener("click", wipe);
  setTimeout(wipe, assistedUntil() - Date.now());
}

export function attachIdle() {
  warning = panel("wipe", "alert");
  warning.button.textContent = "继续使用";
  warning.made.hidden = true;
  for (const sign of SIGNS) addEventListener(sign, wait, { passive: true });
  // A browser that keeps a page for going back shows it as it was left.
  addEventListener("pageshow", (event) => {
    if (event.persisted && history.state?.visit !== sessionStorage.getItem("visit")) wipe();
  });
  if (assistedUntil() > Date.now()) showAssisted();
  wait();
}
