"""Scenarios E 14 and E 30: from a village to the nearest that is open, by road; on paper from a kiosk. On the samples."""

import io
from urllib.parse import parse_qs, urlsplit

import pypdfium2
import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from geo.datum_inverse import gcj02_to_wgs84
from tests.browser.test_map import KIOSK, PHONE, points
from tests.harness.browser import sticks_out

pytestmark = pytest.mark.browser

VILLAGE = "371625104215"


def standing(browser, site, size, **cookies):
    """A page of a visitor who has chosen a village of the samples."""
    context = browser.new_context(viewport=size, locale="zh-CN")
    named = {"village": VILLAGE, **cookies}
    context.add_cookies([{"name": name, "value": value, "url": site} for name, value in named.items()])
    page = context.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.problems = problems
    return page


def drawn(page):
    page.wait_for_selector("#map[data-ready][data-ways]")


def test_a_phone_goes_from_the_village_to_the_nearest_open_clinic_and_into_the_map_app(browser, sample_site):
    page = standing(browser, sample_site, PHONE)
    page.goto(f"{sample_site}/map/?category=clinic")
    page.get_by_role("link", name="按路程找最近的").click()
    page.get_by_role("link", name="现在开门的").click()
    first = page.locator("ol.nearest .row").first
    expect(first).to_contain_text("开车约")
    expect(first.locator(".opening")).to_have_class("opening opening-open")
    first.click()
    drawn(page)
    steps = page.locator(".way-steps li")
    expect(steps.first).to_contain_text("走")
    expect(steps.last).to_contain_text("到")
    assert not sticks_out(page)
    # The line is drawn: its colour stands on the canvas of the route.
    canvas = page.locator(".leaflet-route-pane canvas").first
    assert canvas.evaluate(
        "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v, i) => i % 4 === 3 && v > 200)"
    )
    assert not Axe().run(page).response["violations"]
    page.get_by_role("link", name="步行").click()
    expect(page.locator(".answer").first).to_contain_text("步行约")
    public_id = page.url.split("/map/")[1].split("/")[0]
    page.get_by_role("link", name="用地图导航").click()
    link = urlsplit(page.locator('[data-vendor="amap"]').get_attribute("href"))
    query = parse_qs(link.query)
    assert (link.hostname, query["mode"]) == ("uri.amap.com", ["walk"])
    lng, lat, _ = query["to"][0].split(",")
    back, place = gcj02_to_wgs84(float(lng), float(lat)), points(page, sample_site)[public_id]
    assert abs(back[0] - place[0]) * 88_000 < 150 and abs(back[1] - place[1]) * 111_000 < 150
    assert page.problems == []
    page.route("https://uri.amap.com/**", lambda route: route.fulfill(body="amap"))
    page.locator('[data-vendor="amap"]').click()
    page.wait_for_url("https://uri.amap.com/navigation?*")


def test_a_kiosk_prints_the_way_with_a_code_that_leads_to_the_place_alone(browser, sample_site):
    page = standing(browser, sample_site, KIOSK, device="kiosk")
    page.goto(f"{sample_site}/map/nearest?category=clinic")
    page.locator("ol.nearest .row").first.click()
    drawn(page)
    public_id = page.url.split("/map/")[1].split("/")[0]
    assert page.locator("a[rel~=external]").count() == 0
    pdf = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4")))
    words = "".join(sheet.get_textpage().get_text_range() for sheet in pdf)
    assert "怎么走" in words and "出发" in words and "示意路线" in words
    codes = [code.text for sheet in pdf for code in zxingcpp.read_barcodes(sheet.render(scale=4).to_pil())]
    assert [urlsplit(code).path for code in codes] == [f"/go/{public_id}"]
    assert urlsplit(codes[0]).query == ""
    assert page.problems == []


def test_what_is_reached_from_a_place_and_how_far_each_village_has_is_drawn_and_fits_a_phone(
    browser, sample_site
):
    page = standing(browser, sample_site, PHONE)
    page.goto(f"{sample_site}/map/?category=hospital")
    public_id = next(iter(points(page, sample_site)))
    page.goto(f"{sample_site}/map/{public_id}/reach")
    expect(page.get_by_role("heading", level=1)).to_contain_text("步行 15 分钟能到哪里")
    page.wait_for_selector("#map[data-ready]")
    canvas = page.locator("#map .leaflet-overlay-pane canvas").first
    assert canvas.evaluate(
        "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v, i) => i % 4 === 3 && v > 40)"
    )
    page.get_by_role("link", name="30 分钟", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("步行 30 分钟能到哪里")
    for address in (page.url, f"{sample_site}/map/reach?county=371625000000"):
        page.goto(address)
        page.wait_for_selector("#map[data-ready]")
        assert not sticks_out(page)
        assert not Axe().run(page).response["violations"]
    expect(page.get_by_role("list", name="图例")).to_contain_text("2 公里以内")
    assert page.problems == []
