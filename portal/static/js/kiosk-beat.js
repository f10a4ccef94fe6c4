// The device says every five minutes that it is there, and with it brings what it shows without a network up to date.
// All kiosks of a city are switched on at half past eight: the first fetch comes somewhere in the half hour after it.
import { bundleAt, refreshBundle, refreshTombstones } from "./kiosk-bundle.js";

const BEAT_MS = 300_000;
const FIRST_BEAT_WITHIN_MS = 60_000;
const BUNDLE_EVERY_MS = 3_600_000;

export function attachBeat({ spreadS }) {
  if (!sessionStorage.getItem("kiosk-since")) {
    sessionStorage.setItem("kiosk-since", String(Date.now()));
    sessionStorage.setItem("kiosk-beat-at", String(Date.now() + Math.random() * FIRST_BEAT_WITHIN_MS));
  }
  const waited = Number(sessionStorage.getItem("kiosk-beat-at")) - Date.now();
  setTimeout(beat, Math.max(waited, 0), spreadS);
}

async function beat(spreadS) {
  sessionStorage.setItem("kiosk-beat-at", String(Date.now() + BEAT_MS));
  setTimeout(beat, BEAT_MS, spreadS);
  try {
    await freshen(spreadS);
    await fetch("/kiosk/heartbeat", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ version: browser(), uptime_s: uptimeS(), bundle_at: await bundleAt() }),
    });
  } catch {
    // Without a network there is nobody to tell; the list of the staff shows since when.
  }
}

// A device that has nothing yet is a new one, and fetches at once.
async function freshen(spreadS) {
  const at = await bundleAt();
  const age = at ? Date.now() - Date.parse(at) : Infinity;
  const isSpread = uptimeS() > spread(spreadS);
  if (age === Infinity || (age > BUNDLE_EVERY_MS && isSpread)) await refreshBundle();
  else await refreshTombstones();
}

// The same moment for all beats of one day's start.
function spread(spreadS) {
  const since = Number(sessionStorage.getItem("kiosk-since"));
  return ((since % 997) / 997) * spreadS;
}

export const uptimeS = () => Math.round((Date.now() - Number(sessionStorage.getItem("kiosk-since"))) / 1000);
export const browser = () => /Chrom\w*\/[\d.]+/.exec(navigator.userAgent)?.[0] ?? "";
