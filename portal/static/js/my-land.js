// 我的地块: the drawing and the rows of the form are twins. Typed degrees are drawn, drawn corners are written; the form goes as a POST.
import { createMap, readOptions } from "./map.js";
import { RingDrawing } from "./map-draw.js";
import { twin } from "./twin.js";

const LNG_LAT = "4490";
const ROW = /^(?:\S+[,，;；\s]+)?(\d{2,3}\.\d+)[,，;；\s]+(\d{2}\.\d+)$/;
const form = document.getElementById("my-land");
const said = form.querySelector(".draw-said");
const { corners, crs, drawn } = form.elements;
form.querySelector(".draw").hidden = false;

const map = createMap(document.getElementById("map"), readOptions("map-options"));
const parcels = readOptions("parcels");
if (parcels.features.length) map.setParcels(parcels);
const list = document.getElementById("cases");
if (list) twin(map, list);

const drawing = new RingDrawing(map, { ring: typed() ?? [] });
let isWriting = false; // the drawing changes because the rows did

// [[lng, lat], …] of the rows, null where they are none of degrees; a closing row repeats the first.
function typed() {
  const rows = corners.value.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => ROW.exec(line));
  if (!rows.length || rows.some((row) => !row)) return null;
  const ring = rows.map(([, lng, lat]) => [Number(lng), Number(lat)]);
  const [first, last] = [ring[0], ring.at(-1)];
  if (ring.length > 3 && first[0] === last[0] && first[1] === last[1]) ring.pop();
  return ring;
}

function tell() {
  const { ring, isClosed, areaM2, crossing } = drawing;
  if (crossing) said.textContent = `第 ${crossing[0] + 1} 个点起的边和第 ${crossing[1] + 1} 个点起的边交叉了，请拖动改正`;
  else if (isClosed) said.textContent = `围好了，${ring.length} 个点，约 ${Math.round(areaM2).toLocaleString("zh-CN")} 平方米，合 ${((areaM2 * 15) / 10000).toFixed(2)} 亩`;
  else said.textContent = ring.length ? `点了 ${ring.length} 个角${ring.length > 2 ? "，点第 1 个点或按“围成一块”收口" : ""}` : "还没有画";
  form.querySelector('[data-draw="close"]').disabled = isClosed || ring.length < 3;
}

drawing.on("change", ({ ring }) => {
  tell();
  if (isWriting) return;
  corners.value = ring.map(([lng, lat]) => `${lng.toFixed(7)}, ${lat.toFixed(7)}`).join("\n");
  crs.value = ring.length ? LNG_LAT : "";
  drawn.value = ring.length ? "1" : "";
});
drawing.on("full", ({ most }) => { said.textContent = `最多 ${most} 个点`; });
corners.addEventListener("input", () => {
  drawn.value = "";
  const ring = typed();
  if (!ring) return;
  isWriting = true;
  drawing.set(ring);
  isWriting = false;
});
for (const button of form.querySelectorAll("[data-draw]")) button.addEventListener("click", () => drawing[button.dataset.draw]());
tell();
