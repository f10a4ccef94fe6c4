// On every page of a kiosk.
import { attachBeat, browser, uptimeS } from "./kiosk-beat.js";
import { bundleAt, startWorker } from "./kiosk-bundle.js";
import { clean } from "./kiosk-clean.js";
import { assist, attachIdle } from "./kiosk-idle.js";
import { attachKeys } from "./kiosk-keys.js";
import { attachPrinting } from "./kiosk-print.js";
import { say } from "./kiosk-say.js";
import { attachStaying } from "./kiosk-stay.js";
import { wipe } from "./kiosk-wipe.js";

attachStaying(say);
attachPrinting(say);
startWorker();
attachBeat({ spreadS: Number(document.documentElement.dataset.spread) });
if (!document.body.classList.contains("attract")) {
  attachIdle();
  attachKeys();
}

const acts = document.getElementById("kiosk-acts");
if (acts) {
  for (const [name, act] of [["clean", clean], ["assist", assist], ["wipe", wipe]]) {
    acts.querySelector(`[data-${name}]`).addEventListener("click", () => act());
  }
  acts.hidden = false;
  showFacts(document.getElementById("kiosk-facts"));
}

async function showFacts(list) {
  const at = await bundleAt();
  const told = {
    network: navigator.onLine ? "通" : "不通",
    bundle: at ? `数据截至 ${new Date(at).toLocaleString("zh-CN")}` : "还没有",
    browser: `${browser()}，已开机 ${Math.floor(uptimeS() / 60)} 分钟`,
    screen: `${innerWidth} × ${innerHeight}`,
  };
  for (const [name, words] of Object.entries(told)) list.querySelector(`[data-fact="${name}"]`).textContent = words;
  list.hidden = false;
}
