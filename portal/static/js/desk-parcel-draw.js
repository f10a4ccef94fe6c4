// Draws the area of one parcel of a case, or moves it. attachDrawing(form, {map: () => …, element, features: () => …}): the buttons
// [data-draw] of the rows show themselves; the tools under the map are there while it lasts. The corners go with the form.
import { RingDrawing } from "./map-draw.js";
import { planarAreaM2 } from "./planar.js";
import { ringsOf, snapTo } from "./map-snap.js";

export function attachDrawing(form, { map, element, features }) {
  const tools = document.getElementById("draw-tools");
  const told = tools.querySelector("[data-draw-area]");
  let drawing = null;
  let row = null;

  const show = () => { for (const part of form.querySelectorAll("[data-draw]")) part.hidden = false; };
  show();
  form.addEventListener("row-added", show);

  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-draw] button");
    if (button) begin(button.closest("[data-row]"));
    const act = target.closest("#draw-tools [data-act]")?.dataset.act;
    if (act && drawing) acts[act]();
  });

  function begin(chosen) {
    if (drawing) end();
    row = chosen;
    const number = row.querySelector('[name$="-parcel_no"]').value.trim();
    const own = features().find(({ properties }) => number && !properties.muted && properties.number === number);
    const there = row.querySelector("[data-drawn]").value;
    const rings = there ? [JSON.parse(there)] : own ? ringsOf(own).map((ring) => ring.slice(0, -1)) : [[]];
    if (rings.length > 1) {
      say("这个地块有几部分或中间有洞，不能在图上移动，请粘贴界址点坐标。");
      return;
    }
    const beside = features().filter((feature) => feature !== own);
    drawing = new RingDrawing(map(), { ring: rings[0], snap: snapTo(beside, map(), element) });
    drawing.on("change", tell).on("full", ({ most }) => { told.textContent = `最多 ${most} 个点。`; });
    tools.querySelector("[data-draw-number]").textContent = number || "（未编号）";
    tools.hidden = false;
    if (rings[0].length) drawing.fit();
    tell(drawing);
    element.scrollIntoView({ block: "center" });
    element.focus({ preventScroll: true });
  }

  function tell({ ring, isClosed, crossing }) {
    if (!isClosed) told.textContent = ring.length < 3 ? `已有 ${ring.length} 个点，至少 3 个。` : `已有 ${ring.length} 个点，点第一个点或按“闭合”结束。`;
    else if (crossing) told.textContent = `第 ${crossing[0] + 1} 条边和第 ${crossing[1] + 1} 条边相交，请移动顶点。`;
    else told.textContent = `${ring.length} 个点，${areaInWords(ring)}`;
  }

  const acts = {
    undo: () => drawing.undo(),
    delete: () => drawing.delete(),
    close: () => drawing.close(),
    clear: () => drawing.clear(),
    leave: () => end(),
    use: () => {
      drawing.close();
      if (!drawing.isClosed || drawing.crossing) return;
      const input = row.querySelector("[data-drawn]");
      input.value = JSON.stringify(drawing.ring);
      row.querySelector(".field-survey textarea, .survey textarea").value = "";
      say(`已在图上画好 ${drawing.ring.length} 个点，${areaInWords(drawing.ring)}`);
      end();
      input.dispatchEvent(new Event("input", { bubbles: true }));
    },
  };

  function say(words) {
    row.querySelector("[data-drawn-said]").textContent = words;
  }

  function end() {
    drawing.remove();
    drawing = null;
    tools.hidden = true;
    row.querySelector("[data-draw] button").focus();
  }
}

function areaInWords(ring) {
  const { m2, zone } = planarAreaM2(ring);
  const shown = (value, places) => value.toLocaleString("zh-CN", { minimumFractionDigits: places, maximumFractionDigits: places });
  return `${shown(m2, 1)} 平方米，合 ${shown(m2 / 10000, 4)} 公顷、${shown(m2 / (10000 / 15), 2)} 亩（3 度 ${zone} 带平面）`;
}
