"""A kiosk whose network is cut: what it still shows, how long, and what comes first when the network is back."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_kiosk import VILLAGE, kiosk_page

pytestmark = pytest.mark.browser
HAS_BUNDLE = "caches.open('kiosk-bundle').then((cache) => cache.match('/kiosk/bundle.json')).then(Boolean)"


def until(page, question):
    """The page's own rule forbids eval, so no wait_for_function."""
    for _ in range(300):
        if page.evaluate(question):
            return
        page.wait_for_timeout(100)
    raise AssertionError(question)


def coloured(page):
    """How many pixels of the points' canvas are painted."""
    return page.evaluate(
        """() => {
          const canvas = document.querySelector(".leaflet-points-pane canvas");
          const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
          return pixels.filter((value, at) => at % 4 === 3 && value > 0).length;
        }"""
    )


def test_with_the_network_off_a_kiosk_shows_what_it_holds_with_its_date_and_forms_become_paper(
    browser, sample_site
):
    page = kiosk_page(browser, sample_site)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(sample_site + "/")
    page.evaluate("sessionStorage['kiosk-beat-at'] = '1'")
    page.goto(sample_site + VILLAGE)
    title = page.get_by_role("heading", level=1).inner_text()
    until(page, "navigator.serviceWorker.ready.then((found) => found.active?.state === 'activated')")
    until(page, HAS_BUNDLE)
    page.context.set_offline(True)

    page.goto(sample_site + "/")
    expect(page.locator("#offline-note")).to_contain_text("数据截至")
    page.get_by_role("link", name="按村查征地").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("您是哪个村的？")
    page.goto(sample_site + VILLAGE)
    expect(page.get_by_role("heading", level=1)).to_contain_text(title[:2])
    page.locator("#offline-page .row").first.click()
    case = page.url
    expect(page.get_by_role("heading", name="文件")).to_be_visible()
    page.get_by_role("link", name=re.compile("打印一张纸表")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("现在交不上去，请用纸表")
    page.emulate_media(media="print")
    expect(page.locator(".paper-line").first).to_be_visible()
    expect(page.get_by_role("button", name="打印这张表")).to_be_hidden()
    page.emulate_media(media="screen")
    page.goto(f"{sample_site}/map/")
    # The map stands with its names: the base came from the machine, too.
    expect(page.locator('#offline-page .map[data-ready="yes"]')).to_be_visible()
    assert coloured(page) > 500
    page.locator("#offline-page summary").first.click()
    page.locator("#offline-page .row:visible").first.click()
    expect(page.locator("#offline-page .facts")).to_be_visible()
    expect(page.locator('#offline-page .map[data-ready="yes"]')).to_be_visible()

    # A day later titles and dates are left.
    page.clock.set_system_time(dt.datetime.now() + dt.timedelta(hours=25))
    page.goto(case)
    expect(page.locator("#offline-page")).to_contain_text("只列名称和日期")
    expect(page.locator("#offline-page details")).to_have_count(0)

    # Back: what was taken back is asked for before the page is shown.
    page.context.set_offline(False)
    page.goto(sample_site + "/land/")
    expect(page.locator("body.offline")).to_have_count(0)
    kept = page.evaluate(
        "caches.open('kiosk-bundle').then((cache) => cache.keys()).then((all) => all.map(({url}) => url))"
    )
    assert {address.removeprefix(sample_site) for address in kept} == {
        "/kiosk/bundle.json",
        "/kiosk/tombstones.json",
    }
    assert errors == []
    page.context.close()


def test_a_bundle_that_somebody_changed_is_not_shown(browser, sample_site):
    page = kiosk_page(browser, sample_site)
    page.goto(sample_site + "/")
    page.evaluate("sessionStorage['kiosk-beat-at'] = '1'")
    page.goto(sample_site + "/about/")
    until(page, "navigator.serviceWorker.ready.then((found) => found.active?.state === 'activated')")
    until(page, HAS_BUNDLE)
    page.evaluate(
        """async () => {
          const cache = await caches.open("kiosk-bundle");
          const answer = await cache.match("/kiosk/bundle.json");
          const changed = (await answer.text()).replace('"title":"', '"title":"冒充的');
          await cache.put("/kiosk/bundle.json", new Response(changed, { headers: answer.headers }));
        }"""
    )
    page.context.set_offline(True)
    page.goto(sample_site + "/")
    expect(page.locator("#offline-note")).to_contain_text("还没有可以看的资料")
    expect(page.locator("body")).not_to_contain_text("冒充的")
    page.context.close()
