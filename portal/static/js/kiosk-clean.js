// Whoever wipes the glass presses nothing by it: for half a minute touches and keys are ignored.
const CLEAN_S = 30;

export function clean() {
  const cover = document.createElement("div");
  cover.className = "kiosk-cover";
  cover.setAttribute("role", "alert");
  const ignore = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const signs = ["pointerdown", "pointerup", "click", "keydown", "wheel", "touchstart", "contextmenu"];
  for (const sign of signs) addEventListener(sign, ignore, { capture: true, passive: false });
  document.body.append(cover);
  const count = (left) => {
    if (left > 0) {
      cover.textContent = `正在清洁屏幕，${left} 秒内触摸无效`;
      setTimeout(count, 1000, left - 1);
      return;
    }
    for (const sign of signs) removeEventListener(sign, ignore, { capture: true });
    cover.remove();
  };
  count(CLEAN_S);
}
