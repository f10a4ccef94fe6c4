// 我站的地方: asks the phone once, after a press, and sends the position in the body of a form. A refusal leads to the list.
const form = document.getElementById("here-form");
const say = document.getElementById("here-say");
const button = form.querySelector("button");
const REASONS = {
  1: "没有得到定位的许可。可以在手机设置里允许，或者按县、镇、村来找。",
  2: "手机现在定不了位。请到室外再试，或者按县、镇、村来找。",
  3: "等了太久还没有定到位。请再试一次，或者按县、镇、村来找。",
};

function tell(message) {
  say.textContent = message;
  say.hidden = !message;
  button.disabled = false;
  button.removeAttribute("aria-busy");
}

form.hidden = false;
form.addEventListener("submit", (event) => {
  if (form.elements.lng.value) return;
  event.preventDefault();
  if (!navigator.geolocation || !isSecureContext) return tell("这台设备不能定位。请按县、镇、村来找。");
  tell("正在定位……");
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      form.elements.lng.value = coords.longitude.toFixed(7);
      form.elements.lat.value = coords.latitude.toFixed(7);
      form.elements.accuracy.value = Math.min(100000, coords.accuracy).toFixed(1);
      form.submit();
    },
    (error) => tell(REASONS[error.code] ?? REASONS[2]),
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 },
  );
});
// Back from the answer: the old position must not be sent again.
window.addEventListener("pageshow", () => {
  for (const name of ["lng", "lat", "accuracy"]) form.elements[name].value = "";
  tell("");
});
