"""10,000 places on our map against as many bare circles on Leaflet's canvas, with the processor slowed down four times:
until they are drawn, the longest task while they are drawn, moved and enlarged, and frames a second while they are moved.
Then our map alone with more, to see how far it goes without vector tiles.

Run it by `bin/bench browser` (`bin/bench browser 10000 9 30000 100000`: places, rounds, larger sets). No tile and no base map.
"""

import functools
import http.server
import json
import statistics
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.rounds import HEAD, ROUNDS, heading, ratio
from tests.harness.browser import LAUNCH

STATIC = Path("portal/static")
PLACES, LARGER, SLOWER = 10_000, (30_000, 100_000), 4
SCREEN = {"width": 1280, "height": 800}
OPTIONS = {"box": [117.4, 36.7, 118.4, 38.0], "view": None, "locate": False, "icons": "/icons/icons.svg",
           "base": {"kind": "own", "approval_no": "", "notice": "", "url": None}}  # fmt: skip
PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<link rel="stylesheet" href="/css/tokens.css"><link rel="stylesheet" href="/vendor/leaflet/leaflet.css">
<link rel="stylesheet" href="/css/map.css"><style>#map { position: fixed; inset: 0 }</style>
<div id="map"></div><script type="application/json" id="map-options">%(options)s</script>
<script type="module">
%(script)s
const points = Array.from({ length: %(count)d }, (_, n) => ({
  id: String(n), name: `网点${n}`, hue: 1 + n %% 10, icon: "clinic",
  lng: 117.5 + ((n * 0.6180339887498949) %% 1) * 0.8, lat: 36.8 + ((n * 0.41421356237309515) %% 1),
}));
let longest = 0;
new PerformanceObserver((list) => { for (const task of list.getEntries()) longest = Math.max(longest, task.duration); })
  .observe({ type: "longtask" });
const frame = () => new Promise(requestAnimationFrame);
const drawn = async () => { await frame(); await frame(); };
window.measure = async () => {
  await drawn();
  let begun = performance.now();
  draw(points);
  await drawn();
  const time = performance.now() - begun;
  leaflet.panBy([600, 200], { animate: true, duration: 1.5 });
  let frames = 0;
  begun = performance.now();
  while (performance.now() - begun < 1500) { await frame(); frames += 1; }
  const perSecond = frames / ((performance.now() - begun) / 1000);
  leaflet.setZoom(leaflet.getZoom() + 2, { animate: false });
  await drawn();
  await new Promise((done) => setTimeout(done, 200));
  return { time, longest: Math.max(longest, 1), frames: perSecond };
};
window.isReady = true;
</script>"""
OURS = """import { createMap, readOptions } from "/js/map.js";
const map = createMap(document.getElementById("map"), readOptions("map-options"));
const leaflet = map.leaflet, draw = (points) => map.setPoints(points);"""
BARE = """import "/vendor/leaflet/leaflet.js";
const L = globalThis.L, { box: [w, s, e, n] } = JSON.parse(document.getElementById("map-options").textContent);
const leaflet = L.map("map", { renderer: L.canvas({ padding: 0.3 }), fadeAnimation: false }).fitBounds([[s, w], [n, e]]);
const draw = (points) => {
  for (const { lat, lng } of points) L.circleMarker([lat, lng], { radius: 7, weight: 2 }).addTo(leaflet);
};"""
FIGURES = {"time": "ms until drawn", "longest": "longest task, ms", "frames": "frames a second while moved"}


@contextmanager
def served() -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=STATIC))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def measured(browser: Browser, site: str, script: str, count: int) -> dict[str, float]:
    page = browser.new_page(viewport=SCREEN)
    text = PAGE % {"options": json.dumps(OPTIONS), "script": script, "count": count}
    page.route(
        f"{site}/page", lambda route: route.fulfill(body=text, content_type="text/html; charset=utf-8")
    )
    page.goto(f"{site}/page")
    page.wait_for_function("window.isReady")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    found: dict[str, float] = page.evaluate("measure()")
    page.close()
    return found


def main() -> None:
    count, rounds, *larger = [int(word) for word in sys.argv[1:]] or [PLACES, ROUNDS, *LARGER]
    print(heading("bin/bench browser " + " ".join(sys.argv[1:])), "\n")
    contestants = {"ours": OURS, "bare": BARE}
    figures: dict[str, list[dict[str, float]]] = {name: [] for name in contestants}
    with served() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**LAUNCH)  # type: ignore[arg-type]
        for turn in range(rounds + 1):
            for name in list(contestants)[:: 1 if turn % 2 else -1]:
                found = measured(browser, site, contestants[name], count)
                if turn:
                    figures[name].append(found)
        of = {name: {key: [one[key] for one in found] for key in FIGURES} for name, found in figures.items()}
        print(HEAD)
        for key, words in FIGURES.items():
            over, under = ("bare", "ours") if key == "frames" else ("ours", "bare")
            ours, bare = (f"{statistics.median(of[name][key]):.0f}" for name in contestants)
            name = f"{count:,} places, {words} ({ours}, bare {bare}): {over} / {under}"
            print(ratio(name, of[over][key], of[under][key], 1.2, at_most=True).row(), flush=True)
        for size in larger:
            several = [measured(browser, site, OURS, size) for _ in range(3)]
            told = ", ".join(
                f"{words} {statistics.median(one[key] for one in several):.0f}"
                for key, words in FIGURES.items()
            )
            print(f"\nours with {size:,} places, three times: {told}")
        browser.close()


if __name__ == "__main__":
    main()
