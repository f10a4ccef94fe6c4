"""A touch screen in a browser: what one visitor leaves behind, and what the next one finds."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

UPRIGHT = {"width": 1080, "height": 1920}
LYING = {"width": 1920, "height": 1080}
VILLAGE = "/v/371625104215"
CANARY = "张三不想让人看见"


def kiosk_page(browser: Browser, site: str, size: dict[str, int] = UPRIGHT) -> Page:
    context = browser.new_context(viewport=size, locale="zh-CN", has_touch=True)
    context.add_cookies([{"name": "device", "value": "kiosk", "url": site}])
    return context.new_page()


def all_that_is_kept(page: Page) -> str:
    return page.evaluate(
        """async () => {
          const kept = [];
          for (const name of (window.caches ? await caches.keys() : [])) {
            for (const request of await (await caches.open(name)).keys()) kept.push(request.url);
          }
          const databases = (await indexedDB.databases?.()) ?? [];
          return JSON.stringify([document.documentElement.outerHTML, {...localStorage}, {...sessionStorage},
            history.state, kept, databases, navigation.entries().map((entry) => entry.url)]);
        }"""
    )


def test_nothing_of_a_half_filled_form_is_there_for_the_next_visitor(browser, sample_site):
    page = kiosk_page(browser, sample_site)
    page.clock.install()
    page.goto(sample_site + "/")
    page.goto(f"{sample_site}/search?q={CANARY}")
    page.goto(sample_site + VILLAGE)
    page.goto(f"{sample_site}/subscriptions/")
    page.evaluate("word => { localStorage.draft = word; sessionStorage.draft = word; }", CANARY)
    page.locator("#number").fill("13812345678")
    # A form waits three minutes, then asks, and one touch is enough to go on.
    page.clock.fast_forward(179_000)
    expect(page.locator(".wipe")).to_be_hidden()
    page.clock.fast_forward(2_000)
    expect(page.locator(".wipe")).to_contain_text("15 秒后清空")
    page.get_by_role("button", name="继续使用").click()
    expect(page.locator(".wipe")).to_be_hidden()
    expect(page.locator("#number")).to_have_value("13812345678")
    page.clock.run_for(196_000)
    page.wait_for_url("**/kiosk/attract")
    expect(page.locator(".attract-link")).to_be_visible()
    for _ in range(40):  # the page's own rule forbids eval, so no wait_for_function
        if page.evaluate("navigation.entries().length") <= 2:
            break
        page.wait_for_timeout(50)
    kept = all_that_is_kept(page)
    for word in (CANARY, "13812345678", VILLAGE, "subscriptions"):
        assert word not in kept, word
    # Person B.
    page.locator(".attract-link").click()
    page.wait_for_url(sample_site + "/")
    for _ in range(6):
        page.evaluate("history.back()")
        page.wait_for_timeout(120)
        seen = page.content()
        assert not any(word in seen for word in (CANARY, "13812345678")) and page.url.removeprefix(sample_site) in (
            "/", "/kiosk/attract"
        )  # fmt: skip
    page.context.close()


def test_a_page_of_an_earlier_visit_is_not_shown_even_where_the_history_keeps_it(browser, sample_site):
    page = kiosk_page(browser, sample_site)
    page.goto(sample_site + VILLAGE)
    page.goto(sample_site + "/land/")
    page.evaluate("sessionStorage.visit = 'another'")
    page.go_back()
    page.wait_for_url("**/kiosk/attract")
    page.context.close()


def test_a_page_that_is_only_read_waits_a_minute_and_the_idle_page_leads_home(browser, sample_site):
    page = kiosk_page(browser, sample_site)
    page.clock.install()
    page.goto(sample_site + "/land/")
    page.clock.fast_forward(61_000)
    expect(page.locator(".wipe")).to_be_visible()
    page.clock.run_for(16_000)
    page.wait_for_url("**/kiosk/attract")
    expect(page.locator(".kiosk-bar")).to_have_count(0)
    page.touchscreen.tap(540, 900)
    page.wait_for_url(sample_site + "/")
    page.context.close()


def test_staff_have_ten_minutes_or_end_it_themselves(browser, sample_site):
    page = kiosk_page(browser, sample_site)
    page.clock.install()
    page.goto(sample_site + "/kiosk/")
    page.get_by_role("button", name=re.compile("工作人员协助")).click()
    page.goto(f"{sample_site}/subscriptions/")
    page.clock.fast_forward(400_000)
    expect(page.locator(".wipe")).to_be_hidden()
    expect(page.locator(".kiosk-assisted")).to_contain_text("工作人员协助中")
    page.clock.fast_forward(201_000)
    page.wait_for_url("**/kiosk/attract")
    page.goto(sample_site + "/kiosk/")
    page.get_by_role("button", name=re.compile("工作人员协助")).click()
    page.get_by_role("button", name="结束并清空").click()
    page.wait_for_url("**/kiosk/attract")
    page.context.close()


def test_the_glass_is_wiped_without_pressing_anything(browser, sample_site):
    page = kiosk_page(browser, sample_site)
    page.clock.install()
    page.goto(sample_site + "/kiosk/")
    page.get_by_role("button", name=re.compile("清洁屏幕")).click()
    expect(page.locator(".kiosk-cover")).to_contain_text("30 秒内触摸无效")
    for x, y in ((100, 1850), (300, 1850), (500, 100)):
        page.touchscreen.tap(x, y)
    page.keyboard.press("Tab")
    page.clock.run_for(31_000)
    expect(page.locator(".kiosk-cover")).to_have_count(0)
    assert page.url == sample_site + "/kiosk/"
    page.touchscreen.tap(300, 1850)
    page.wait_for_url(sample_site + "/")
    page.context.close()
