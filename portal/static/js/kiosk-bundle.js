// What a kiosk shows without a network: fetched and kept here, its signature checked whenever it is kept or read.
const CACHE = "kiosk-bundle";
export const BUNDLE = "/kiosk/bundle.json";
export const TOMBSTONES = "/kiosk/tombstones.json";

// Only a page that came over TLS, or from this machine, may keep anything: the rule of the browsers.
const isPossible = () => Boolean(window.caches && navigator.serviceWorker && crypto.subtle);

export function startWorker() {
  if (isPossible()) navigator.serviceWorker.register("/kiosk/worker.js", { scope: "/" }).catch(() => {});
}

const bytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

// The JSON of an answer, or null when its signature is not that of this site.
async function verified(answer) {
  const key = await crypto.subtle.importKey("raw", bytes(document.documentElement.dataset.key),
    { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  const content = await answer.arrayBuffer();
  const signature = bytes(answer.headers.get("X-Signature") ?? "");
  const isOurs = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, content);
  return isOurs ? JSON.parse(new TextDecoder().decode(content)) : null;
}

async function kept(address) {
  if (!isPossible()) return null;
  const answer = await (await caches.open(CACHE)).match(address);
  return answer ? verified(answer) : null;
}

export const keptBundle = () => kept(BUNDLE);
export const keptTombstones = () => kept(TOMBSTONES);

export async function bundleAt() {
  if (!isPossible()) return null;
  const answer = await (await caches.open(CACHE)).match(BUNDLE);
  return answer?.headers.get("X-Made-At") ?? null;
}

export async function refreshBundle() {
  if (!isPossible()) return;
  const answer = await fetch(BUNDLE);
  if (!answer.ok || !(await verified(answer.clone()))) return;
  const cache = await caches.open(CACHE);
  await cache.put(BUNDLE, answer);
  // What was taken back before it is not in it.
  await cache.delete(TOMBSTONES);
}

// What was taken back is gone from here within one beat.
export async function refreshTombstones() {
  const since = await bundleAt();
  if (!since) return;
  const answer = await fetch(`${TOMBSTONES}?since=${encodeURIComponent(since)}`);
  if (answer.ok && (await verified(answer.clone()))) await (await caches.open(CACHE)).put(TOMBSTONES, answer);
}
