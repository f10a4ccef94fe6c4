// No other site and no other program takes over the screen. The pages know it and write codes and words for a kiosk;
// this is for a link that somebody wrote into a text.
export function attachStaying(say) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || link.origin === location.origin) return;
    event.preventDefault();
    event.stopPropagation();
    const { protocol, pathname, href } = link;
    say(protocol === "tel:" ? `请用电话拨：${pathname}` : `这台机器不打开别的网站。请用手机打开：${href}`);
  }, { capture: true });
  document.addEventListener("contextmenu", (event) => event.preventDefault());
}
