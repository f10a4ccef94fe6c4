// In the head of every page of a kiosk, before anything of it is shown: a page of an earlier visit is never shown again,
// however one comes back to it. Each entry of the history carries the visit to which it belongs; a wipe begins a new one.
(() => {
  const visit = sessionStorage.getItem("visit") ?? String(Date.now());
  sessionStorage.setItem("visit", visit);
  const stamped = history.state?.visit;
  // The idle page is nobody's.
  const isIdle = location.pathname === "/kiosk/attract";
  if (stamped && stamped !== visit && !isIdle) {
    document.documentElement.hidden = true;
    location.replace("/kiosk/attract");
  } else if (stamped !== visit) {
    history.replaceState({ ...history.state, visit }, "");
  }
})();
