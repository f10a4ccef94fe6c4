// 我附近的村: the position stays here. The points of all villages come to the browser, and only the codes that one ticks go back.
const form = document.getElementById("near-form");
const say = document.getElementById("near-say");
const found = document.getElementById("near-found");
const find = document.getElementById("near-find");
const next = document.getElementById("near-next");
const EARTH_M = 6371008.8;
const REASONS = {
  1: "没有得到定位的许可。可以在手机设置里允许，或者在下面按县、镇来选。",
  2: "手机现在定不了位。请到室外再试，或者在下面按县、镇来选。",
  3: "等了太久还没有定到位。请再试一次，或者在下面按县、镇来选。",
};

function tell(message) {
  say.textContent = message;
  say.hidden = !message;
  find.disabled = false;
}

function metresBetween(lng, lat, otherLng, otherLat) {
  const radians = Math.PI / 180;
  const half = (degrees) => Math.sin((degrees * radians) / 2) ** 2;
  const chord = half(otherLat - lat) + Math.cos(lat * radians) * Math.cos(otherLat * radians) * half(otherLng - lng);
  return 2 * EARTH_M * Math.asin(Math.sqrt(chord));
}

function choice([code, name, metres]) {
  const label = document.createElement("label");
  label.className = "check";
  const box = document.createElement("input");
  Object.assign(box, { type: "checkbox", name: "key", value: code, checked: true });
  const words = document.createElement("span");
  words.textContent = `${name}，约 ${metres < 1000 ? `${Math.round(metres / 10) * 10} 米` : `${(metres / 1000).toFixed(1)} 公里`}`;
  label.append(box, words);
  return label;
}

async function show({ coords }) {
  const answer = await fetch(form.dataset.points);
  if (!answer.ok) return tell("村的资料没有取到，请再试一次。");
  const { villages } = await answer.json();
  const radius = Number(document.getElementById("radius").value) * 1000;
  const near = villages
    .map(([code, name, lng, lat]) => [code, name, metresBetween(coords.longitude, coords.latitude, lng, lat)])
    .filter(([, , metres]) => metres <= radius)
    .sort((one, other) => one[2] - other[2]);
  const most = Number(form.dataset.most);
  found.replaceChildren(...near.slice(0, most).map(choice));
  next.hidden = !near.length;
  if (!near.length) return tell("这么远以内没有村，请把范围放大一些。");
  tell(near.length > most ? `有 ${near.length} 个村，列出最近的 ${most} 个。` : `找到 ${near.length} 个村，不要的去掉勾。`);
}

form.hidden = !navigator.geolocation || !isSecureContext;
find.addEventListener("click", () => {
  tell("正在定位……");
  find.disabled = true;
  navigator.geolocation.getCurrentPosition(
    (position) => show(position).catch(() => tell("村的资料没有取到，请再试一次。")),
    (error) => tell(REASONS[error.code] ?? REASONS[2]),
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 },
  );
});
