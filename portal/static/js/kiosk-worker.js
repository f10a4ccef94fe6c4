// The service worker of a kiosk. KEPT, the shell and its files, is written in front of this text (portal/kiosk/offline.py).
// Pages come from the network alone, and are never kept: what lies in the machine is the signed bundle. Without a network
// the shell answers at every address. The first page after an outage waits until the list of what was taken back is here.
const SHELL = "kiosk-shell";
const BUNDLE = "kiosk-bundle";
const CUT = "/kiosk/cut";
const PATIENCE_MS = 15_000;

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keepShell() {
  const cache = await caches.open(SHELL);
  // Without cookies: nothing of whoever stands there now.
  await Promise.all(KEPT.map(async (address) => {
    const answer = await fetch(address, { credentials: "omit", cache: "reload" });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    await cache.put(address, answer);
  }));
  for (const request of await cache.keys()) {
    if (!KEPT.includes(new URL(request.url).pathname + new URL(request.url).search)) await cache.delete(request);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (request.method === "GET" && KEPT.includes(address.pathname)) event.respondWith(file(request));
});

async function page(request) {
  try {
    const answer = await fetch(request, request.method === "GET" ? { signal: AbortSignal.timeout(PATIENCE_MS) } : {});
    // The server without its database, or with too many before it: to who stands here it is the same as no network.
    if (answer.status === 503 && request.method === "GET") throw new Error("503");
    await afterOutage();
    return answer;
  } catch {
    const state = await caches.open(BUNDLE);
    const isIdle = new URL(request.url).pathname === "/kiosk/attract";
    if (isIdle || !(await state.match(CUT))) await state.put(CUT, new Response(isIdle ? "wiped" : "cut"));
    return (await caches.open(SHELL)).match(KEPT[0]);
  }
}

async function file(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.open(SHELL)).match(request, { ignoreSearch: true });
  }
}

async function afterOutage() {
  const state = await caches.open(BUNDLE);
  const cut = await state.match(CUT);
  if (!cut) return;
  const isTold = await takeBack(state);
  // Somebody left while the server could not be asked to forget them.
  if ((await cut.text()) === "wiped") await fetch("/kiosk/attract");
  if (isTold) await state.delete(CUT);
}

async function takeBack(state) {
  const since = (await state.match("/kiosk/bundle.json"))?.headers.get("X-Made-At");
  if (!since) return true;
  const answer = await fetch(`/kiosk/tombstones.json?since=${encodeURIComponent(since)}`);
  if (answer.ok) await state.put("/kiosk/tombstones.json", answer);
  return answer.ok;
}
