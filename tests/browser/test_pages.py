"""Every kind of page of the sample site: for those who cannot see or point, on a narrow phone, and what it weighs."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response

from tests.harness.browser import settled, sticks_out
from tests.harness.crawl import crawl, kind_of

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1920, "height": 1080}
KIOSK = {"width": 1080, "height": 1920}
VILLAGE = "/v/371625104215"
STARTS = [
    "/",
    VILLAGE,
    "/land/371625104000",
    "/search?q=%E6%B9%96%E6%BB%A8",
    "/search?q=%E8%AF%81",
    "/land/here",
    "/land/here?lng=118.1&lat=37.15",
    "/nosuch",
]
# What no link leads to, or what looks different with other rows.
ONE_OF_EACH = [
    "/", "/land/", "/land/…", "/v/…", "/v/…/poster", "/c/…", "/d/…", "/map/", "/map/…", "/map/?group", "/go/…", "/q/…",
    "/search?q", "/land/here", "/land/here?lat&lng", "/know/",
    "/media/", "/media/…", "/sites/", "/sites/…", "/services/", "/services/offices/…",
    "/know/stickers", "/sitemap/", "/about/", "/look/", "/data/", "/api/", "/nosuch",
    "/ledger/", "/verify",
]  # fmt: skip
# These hold every part there is; they are looked at in every dress, and there axe finds nothing at all.
FEW = ["/", "/land/…", "/v/…", "/c/…", "/d/…", "/map/", "/map/…", "/go/…", "/q/…", "/land/here"]


@pytest.fixture(scope="module")
def pages(sample_site: str) -> dict[str, str]:
    """One address of each kind of page."""
    found = crawl(sample_site, STARTS, lambda kind: 2)
    by_kind = {kind_of(address): address for address, page in sorted(found.items()) if page.is_page}
    return {kind: by_kind[kind] for kind in ONE_OF_EACH} | {"/v/…": VILLAGE}


def opened(browser: Browser, site: str, viewport: dict[str, int], **cookies: str) -> Page:
    # What a kiosk fetches for times without a net has tests of its own, and goes on for longer than a page.
    context = browser.new_context(viewport=viewport, locale="zh-CN", service_workers="block")
    context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
    return context.new_page()


DRESSES = {
    "phone": (PHONE, {}),
    "desktop": (DESKTOP, {"village": "371625104215"}),
    "large": (PHONE, {"size": "large"}),
    "high contrast": (DESKTOP, {"contrast": "high"}),
    "kiosk": (KIOSK, {"device": "kiosk"}),
}


@pytest.mark.parametrize(("size", "look"), DRESSES.values(), ids=DRESSES.keys())
def test_no_serious_fault_and_nothing_sticks_out(browser, sample_site, pages, size, look):
    kinds = FEW if look.keys() & {"size", "contrast", "device"} else pages
    assert faults(opened(browser, sample_site, size, **look), sample_site, pages, kinds) == []


@pytest.mark.long
@pytest.mark.parametrize("dress", ["large", "high contrast", "kiosk"])
def test_no_serious_fault_on_any_page_in_any_dress(browser, sample_site, pages, dress):
    size, look = DRESSES[dress]
    assert faults(opened(browser, sample_site, size, **look), sample_site, pages, pages) == []


def faults(page, site, pages, kinds):
    found = []
    for kind in kinds:
        page.goto(site + pages[kind])
        settled(page)
        if sticks_out(page):
            found.append((kind, "sticks out"))
        for fault in Axe().run(page).response["violations"]:
            if kind in FEW or fault["impact"] in {"serious", "critical"}:
                found.append((kind, fault["id"], fault["nodes"][0]["html"][:200]))
    return found


def test_the_keyboard_reaches_the_end_of_every_page_in_sight(browser, sample_site, pages):
    """The first stop skips to the content, every stop shows its focus, and Tab never goes in a circle."""
    page, found = opened(browser, sample_site, DESKTOP), []
    for kind in ("/", "/land/", "/v/…", "/c/…", "/d/…", "/map/", "/map/…", "/q/…", "/api/"):
        page.goto(sample_site + pages[kind])
        settled(page)
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") != "skip":
            found.append((kind, "does not begin with the skip link"))
        page.evaluate("window.stops = new Set()")
        # Some hundred rows are walked quickly; what matters is that each stop is new until the page ends.
        for _ in range(400):
            stop = page.evaluate(STOP)
            if stop != "fine":
                break
            page.keyboard.press("Tab")
        if stop not in {"fine", "end"}:
            found.append((kind, stop))
    assert found == []


# A stop of the keyboard: new, drawn somewhere, and with an outline.
STOP = """() => {
  const now = document.activeElement;
  // Behind the last one some browsers stop at the page itself, some begin again.
  if (now === document.body || (window.stops.size > 1 && now.className === "skip")) return "end";
  if (window.stops.has(now)) return `again: ${now.outerHTML.slice(0, 120)}`;
  window.stops.add(now);
  const style = getComputedStyle(now);
  const box = now.getBoundingClientRect();
  if (!box.width || !box.height) return `not drawn: ${now.outerHTML.slice(0, 120)}`;
  if (style.outlineStyle === "none" && style.boxShadow === "none") return `no focus: ${now.outerHTML.slice(0, 120)}`;
  return "fine";
}"""


@pytest.mark.parametrize(("address", "text_bytes"), [(VILLAGE, 60_000), ("/map/", 100_000)])
def test_a_page_weighs_what_it_may_on_a_phone(browser, sample_site, address, text_bytes):
    """As the network carries it, nothing cached: text, two requests before it is drawn, all together without tiles."""
    page = opened(browser, sample_site, PHONE)
    network, weights, answers = page.context.new_cdp_session(page), {}, []
    network.send("Network.enable")
    network.on(
        "Network.loadingFinished",
        lambda event: weights.update({event["requestId"]: event["encodedDataLength"]}),
    )
    page.on("response", lambda answer: answers.append(answer))
    page.route("**/tiles/**", lambda route: route.abort())
    page.goto(sample_site + address)
    page.wait_for_selector('#map[data-ready="yes"]')
    settled(page)
    text = page.request.get(sample_site + address).text()
    head = text[: text.index("</head>")]
    blocking = [
        tag
        for tag in re.findall(r'<(?:link[^>]*rel="stylesheet"|script)[^>]*>', head)
        if 'media="print"' not in tag
    ]
    assert len(text.encode()) <= text_bytes
    assert len(blocking) <= 2, blocking
    assert sum(weights.values()) <= 300_000, sorted(weights.values())
    assert [answer.url for answer in answers if not well_sent(answer)] == []
    print(
        f"\n{address}: {len(text.encode())} bytes of text, {sum(weights.values())} bytes in {len(weights)} answers"
    )


def well_sent(answer: Response) -> bool:
    """Static files may be kept for ever, all text is compressed."""
    headers, is_small = answer.headers, int(answer.headers.get("content-length", "9999")) < 500
    keeps = "/static/" not in answer.url or "immutable" in headers.get("cache-control", "")
    return keeps and (is_small or headers.get("content-encoding") in ("br", "gzip"))


def test_a_page_with_a_token_or_a_position_is_not_compressed(sample_site, browser):
    page = opened(browser, sample_site, PHONE)
    packed = {
        address: page.request.get(sample_site + address).headers.get("content-encoding")
        for address in ("/land/here", "/map/?lng=118.1&lat=37.15", "/map/", "/basemap.geojson", "/api/cases/")
    }
    assert packed == {
        "/land/here": None,
        "/map/?lng=118.1&lat=37.15": None,
        "/map/": "br",
        "/basemap.geojson": "br",
        "/api/cases/": "br",
    }
