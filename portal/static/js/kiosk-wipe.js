// At a kiosk a page with somebody's words does not stay: after 80 s without a touch it warns for 10 s, then it is emptied
// and the home page takes its place in the history, so that nobody finds it by going back.
const QUIET_MS = 80_000;
const WARNING_S = 10;
let timer = 0;

const warning = document.createElement("p");
warning.className = "wipe";
warning.setAttribute("role", "alert");
warning.hidden = true;
document.body.append(warning);

function wipe() {
  for (const form of document.forms) {
    for (const control of form.elements) if ("value" in control && control.type !== "hidden") control.value = "";
  }
  document.querySelector("main").replaceChildren();
  location.replace("/");
}

function count(left) {
  if (left <= 0) {
    wipe();
    return;
  }
  warning.textContent = `没有人操作，${left} 秒后清空并回到主页。要继续请碰一下屏幕。`;
  warning.hidden = false;
  timer = setTimeout(count, 1000, left - 1);
}

function wait() {
  clearTimeout(timer);
  warning.hidden = true;
  timer = setTimeout(count, QUIET_MS, WARNING_S);
}

for (const sign of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(sign, wait, { passive: true });
// A browser that keeps a page for going back shows it as it was left: it is asked for anew instead.
addEventListener("pageshow", (event) => {
  if (event.persisted) wipe();
});
wait();
