"""The convenience map in a browser, on the samples: phone, desktop, kiosk; with and without script."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from geo.datum import wgs84_to_gcj02
from geo.datum_inverse import gcj02_to_wgs84
from tests.harness.browser import settled, sticks_out

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1920, "height": 1080}
KIOSK = {"width": 1080, "height": 1920}


def opened(browser: Browser, address: str, size: dict[str, int], **options: object) -> Page:
    page = browser.new_context(viewport=size, locale="zh-CN", **options).new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.problems = problems
    page.goto(address)
    settled(page)
    return page


def points(page: Page, site: str) -> dict[str, tuple[float, float]]:
    """Where each place is, lng and lat, to a metre."""
    answer = page.request.get(f"{site}/map/points.json").json()
    west, south = answer["origin"]
    where = zip(answer["lng"], answer["lat"], strict=True)
    return {
        public_id: (west + lng / 1e5, south + lat / 1e5)
        for public_id, (lng, lat) in zip(answer["ids"], where, strict=True)
    }


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_visitor_filters_medical_opens_a_place_and_is_led_to_the_right_pin(browser, sample_site, size):
    page = opened(browser, f"{sample_site}/map/", size)
    total = page.locator(".places-said strong").inner_text()
    page.locator(".chip", has_text="医疗").click()
    expect(page.locator(".places-said strong")).to_contain_text("医疗")
    assert page.url.endswith("/map/?group=medical")
    assert page.locator(".places-said strong").inner_text() != total
    row = page.locator(".place").first
    public_id = row.get_attribute("data-id")
    row.locator(".row").click()
    expect(page.locator("#place-detail h2")).to_be_visible()
    assert page.url == f"{sample_site}/map/{public_id}"
    page.locator("#place-detail .place-buttons a", has_text="导航").click()
    expect(page.locator("h1")).to_contain_text("去")
    url = page.locator('[data-vendor="amap"]').get_attribute("href")
    lng, lat, _ = parse_qs(urlsplit(url).query)["to"][0].split(",")
    place_lng, place_lat = points(page, sample_site)[public_id]
    if not page.get_by_text("带您到：").count():
        expected = wgs84_to_gcj02(place_lng, place_lat)
        assert (float(lng), float(lat)) == pytest.approx(expected, abs=1e-5)
    # An entrance stands some metres from its place; the wrong datum would be 500 m off.
    back = gcj02_to_wgs84(float(lng), float(lat))
    assert abs(back[0] - place_lng) * 88_000 < 150
    assert abs(back[1] - place_lat) * 111_000 < 150
    assert page.problems == []


def test_back_leads_from_the_place_to_the_list_and_from_there_to_all(browser, sample_site):
    page = opened(browser, f"{sample_site}/map/", DESKTOP)
    page.locator(".chip", has_text="医疗").click()
    page.wait_for_url("**/map/?group=medical")
    expect(page.locator(".places-said strong")).to_contain_text("医疗")
    page.locator(".place .row").first.click()
    expect(page.locator("#place-detail")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#place-detail")).to_be_hidden()
    expect(page.locator(".place .row").first).to_be_focused()
    page.go_back()
    expect(page.locator('.chip[aria-current="true"]')).to_contain_text("全部")


def test_a_pick_on_the_canvas_opens_the_place(browser, sample_site):
    page = opened(browser, f"{sample_site}/map/", DESKTOP)
    first = page.locator(".place").first.get_attribute("data-id")
    page.locator(".place .row").first.click()  # the map goes there
    expect(page.locator("#place-detail")).to_be_visible()
    page.get_by_text("回列表").click()
    expect(page.locator("#place-detail")).to_be_hidden()
    page.wait_for_timeout(500)  # the end of the move
    page.locator(".place .row").first.hover()  # chosen, and so on top of what lies around it
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#place-detail h2")).to_be_visible()
    page.wait_for_url(f"**/map/{first}")
    # Canvas only: no marker of the map is an element of the page.
    assert page.locator("#map .leaflet-marker-icon").count() == 0


def test_near_sorts_the_list_and_keeps_the_position_out_of_the_address(browser, sample_site):
    where = {"longitude": 118.12, "latitude": 37.15}
    page = opened(browser, f"{sample_site}/map/", PHONE, geolocation=where, permissions=["geolocation"])
    page.locator("[data-near]").click()
    expect(page.locator(".places-said")).to_contain_text("离您最近的在前")
    told = page.locator(".place .row-plain:first-of-type").all_inner_texts()
    metres = [in_metres(text) for text in told if "约" in text]
    assert len(metres) > 5
    assert metres == sorted(metres)
    assert "lng" not in page.url
    page.locator(".chip", has_text="医疗").click()
    page.wait_for_url("**/map/?group=medical")
    expect(page.locator(".places-said")).to_contain_text("离您最近的在前")


def in_metres(text: str) -> float:
    number, unit = re.search(r"约 ([\d.]+) (米|公里)", text).groups()
    return float(number) * (1000 if unit == "公里" else 1)


def test_a_refused_position_is_said_and_the_list_stays(browser, sample_site):
    page = opened(browser, f"{sample_site}/map/", PHONE, permissions=[])
    rows = page.locator(".place").count()
    page.locator("[data-near]").click()
    expect(page.locator(".places-problem")).to_contain_text("没有得到位置")
    assert page.locator(".place").count() == rows > 0


def test_the_list_works_without_script(browser, sample_site):
    page = opened(browser, f"{sample_site}/map/", PHONE, java_script_enabled=False)
    expect(page.locator("#map")).to_be_hidden()
    expect(page.locator("[data-near]")).to_be_hidden()
    page.locator(".chip", has_text="医疗").click()
    expect(page.locator(".places-said strong")).to_contain_text("医疗")
    name = page.locator(".place strong").first.inner_text()
    page.locator(".place .row").first.click()
    expect(page.locator("h1")).to_have_text(name)
    page.locator(".place-buttons a", has_text="导航").click()
    expect(page.locator('[data-vendor="amap"]')).to_be_visible()
    page.goto(f"{sample_site}/map/")
    page.locator("#places-q").fill("医院")
    page.locator(".places-search button").click()
    expect(page.locator(".places-said strong")).to_contain_text("“医院”")
    assert page.locator(".place").count() > 0


def test_a_kiosk_hands_over_by_code(browser, sample_site):
    page = opened(browser, f"{sample_site}/map/?device=kiosk", KIOSK)
    expect(page.locator(".place").first).to_be_in_viewport()
    expect(page.locator("#map")).to_be_in_viewport(ratio=0.9)
    expect(page.locator(".map-note")).to_be_in_viewport()
    page.locator(".place .row").first.click()
    page.locator("#place-detail .place-buttons a").first.click()
    expect(page.get_by_role("img", name="导航页的二维码")).to_be_visible()
    assert page.locator("[data-vendor]").count() == 0
    assert page.locator('a[href^="tel:"]').count() == 0


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_serious_fault_for_those_who_cannot_see_or_point(browser, sample_site, size):
    page = opened(browser, f"{sample_site}/map/", size)
    handled = next(iter(points(page, sample_site)))
    no_fault(page)
    page.locator(".place .row").first.click()
    expect(page.locator("#place-detail h2")).to_be_visible()
    no_fault(page)
    if size is DESKTOP:  # the other pages are one column at any size
        return
    for path in (f"/map/{handled}", f"/go/{handled}", "/map/?q=xxxxxxxx"):
        page.goto(f"{sample_site}{path}")
        settled(page)
        no_fault(page)
    page.goto(f"{sample_site}/map/{handled}")
    if page.locator(".handled .row").count():
        page.locator(".handled .row").first.click()
        settled(page)
        no_fault(page)


def no_fault(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    serious = [fault for fault in found if fault["impact"] in {"serious", "critical"}]
    told = [
        (fault["id"], fault["nodes"][0]["html"], fault["nodes"][0]["failureSummary"]) for fault in serious
    ]
    assert told == [], page.url


@pytest.mark.parametrize("size", [PHONE, KIOSK], ids=["phone", "kiosk"])
def test_nothing_sticks_out_to_the_right(browser, sample_site, size):
    page = opened(browser, f"{sample_site}/map/?device={'kiosk' if size is KIOSK else ''}", size)
    public_id = page.locator(".place").first.get_attribute("data-id")
    for path in ("/map/", f"/map/{public_id}", f"/go/{public_id}"):
        page.goto(f"{sample_site}{path}")
        settled(page)
        assert not sticks_out(page), path
