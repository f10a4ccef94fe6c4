// Setting out from where the visitor stands: asked once, after a press; the position goes into this one answer.
const button = document.getElementById("way-here");
const say = document.getElementById("way-say");
const REASONS = {
  1: "没有得到定位的许可。可以在手机设置里允许，或者选您的村。",
  2: "手机现在定不了位。请到室外再试，或者选您的村。",
  3: "等了太久还没有定到位。请再试一次，或者选您的村。",
};

function tell(message) {
  say.textContent = message;
  say.hidden = !message;
  button.disabled = false;
}

button.hidden = !navigator.geolocation || !isSecureContext;
button.addEventListener("click", () => {
  tell("正在定位……");
  button.disabled = true;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const asked = new URLSearchParams(location.search);
      asked.set("lng", coords.longitude.toFixed(5));
      asked.set("lat", coords.latitude.toFixed(5));
      asked.delete("way");
      // Not an entry of the history: going back must not ask again from an old place.
      location.replace(`${location.pathname}?${asked}`);
    },
    (error) => tell(REASONS[error.code] ?? REASONS[2]),
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
  );
});
