"""A touch screen in a browser: what one visitor leaves behind, and what the next one finds."""

import contextlib
import re

import pytest
from playwright.sync_api import Browser, Page, TimeoutError, expect

from tests.harness.browser import settled, sticks_out

pytestmark = pytest.mark.browser

UPRIGHT = {"width": 1080, "height": 1920}
LYING = {"width": 1920, "height": 1080}
VILLAGE = "/v/371625104215"
CANARY = "张三不想让人看见"


def kiosk_page(browser: Browser, site: str, size: dict[str, int] = UPRIGHT) -> Page:
    context = browser.new_context(viewport=size, locale="zh-CN", has_touch=True)
    cookies = {"device": "kiosk", "area": "371625000000"}
    context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
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
    for _ in range(4):
        with contextlib.suppress(TimeoutError):  # at the first entry there is nowhere to go
            page.go_back(timeout=1500)
        page.wait_for_load_state()
        seen = page.content()
        assert not any(word in seen for word in (CANARY, "13812345678"))
        assert page.url.removeprefix(sample_site) in ("/", "/kiosk/attract", "about:blank")
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
    boxes = page.locator(".kiosk-bar .button:visible, .brand").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect()).map(({ x, y }) => [x + 30, y + 30])"
    )
    assert len(boxes) >= 3
    for x, y in boxes:
        page.touchscreen.tap(x, y)
    page.keyboard.press("Tab")
    page.clock.run_for(31_000)
    expect(page.locator(".kiosk-cover")).to_have_count(0)
    assert page.url == sample_site + "/kiosk/"
    page.locator(".kiosk-bar a", has_text="主页").tap()
    page.wait_for_url(sample_site + "/")
    page.context.close()


PRESSED = """() => [...document.querySelectorAll(`a[href], button, summary, select, textarea, [role=tab], label.check,
    input:not([type=hidden], [type=checkbox], [type=radio])`)].filter((one) => {
      const { width, height } = one.getBoundingClientRect();
      const isShown = one.checkVisibility({ visibilityProperty: true }) && width;
      return isShown && !one.matches(".skip") && !one.closest(".leaflet-control-attribution") && Math.min(width, height) < 59.5;
    }).map((one) => one.outerHTML.slice(0, 120))"""
SMALL = """() => [...document.querySelectorAll("main :is(p, li, dd, td)")].filter((one) => one.offsetParent
    && one.innerText.length > 12 && parseFloat(getComputedStyle(one).fontSize) < 24).map((one) => one.innerText.slice(0, 40))"""
AWAY = """() => [...document.querySelectorAll("a[href]")].filter(({ origin, protocol }) =>
    origin !== location.origin && protocol !== "tel:").map(({ href }) => href)"""


@pytest.mark.parametrize("size", [UPRIGHT, LYING], ids=["upright", "lying"])
def test_one_finger_reaches_everything_on_ten_pages_and_nothing_leads_away(browser, sample_site, size):
    page, found = kiosk_page(browser, sample_site, size), []
    page.goto(sample_site + VILLAGE)
    case = page.locator("a[href^='/c/']").first.get_attribute("href")
    page.goto(sample_site + case)
    document = page.locator("a[href^='/d/']").first.get_attribute("href")
    pages = ("/", "/land/", VILLAGE, case, document, "/map/", "/policies/", "/services/", "/know/", "/kiosk/")
    for address in pages:
        page.goto(sample_site + address)
        settled(page)
        faults = [*page.evaluate(PRESSED), *page.evaluate(SMALL), *page.evaluate(AWAY)]
        found += [(address, fault) for fault in faults]
        if sticks_out(page):
            found.append((address, "sticks out"))
        # 带走 leads to this very page; the machine's own has nothing to take.
        if address != "/kiosk/" and page.locator(".kiosk-bar [data-dialog=take]").count() != 1:
            found.append((address, "no 带走"))
    assert found == []
    page.context.close()


def test_keys_on_the_glass_write_pinyin_letters_and_figures(browser, sample_site):
    page = kiosk_page(browser, sample_site)
    refused: list[str] = []
    page.on(
        "console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None
    )
    page.goto(sample_site + "/")
    page.locator("#site-search").tap()
    for key in "cun":
        page.locator(f".kiosk-keys [data-skbtn={key}]").tap()
    page.locator(".hg-candidate-box-list-item", has_text="村").tap()
    expect(page.locator("#site-search")).to_have_value("村")
    page.locator(".kiosk-keys [data-skbtn='{close}']").tap()
    expect(page.locator(".kiosk-keys")).to_be_hidden()
    page.goto(f"{sample_site}/subscriptions/")
    page.locator("#number").tap()
    for key in "138":
        page.locator(f".kiosk-keys [data-skbtn='{key}']").tap()
    expect(page.locator("#number")).to_have_value("138")
    assert refused == []
    page.context.close()


def test_printing_goes_through_the_count_and_a_long_page_is_refused(browser, sample_site):
    page = kiosk_page(browser, sample_site)
    page.add_init_script("window.printed = 0; window.print = () => { window.printed += 1; };")
    page.goto(sample_site + "/about/")
    with page.expect_response("**/kiosk/print") as asked:
        page.locator(".kiosk-print").tap()
    assert asked.value.ok and asked.value.request.post_data_json["pages"] in (1, 2, 3)
    page.wait_for_timeout(100)
    assert page.evaluate("printed") == 1
    page.evaluate(
        "document.querySelector('main').append(...Array.from({length: 3000}, () => document.createElement('br')))"
    )
    page.locator(".kiosk-print").tap()
    expect(page.get_by_role("dialog")).to_contain_text("一次最多 10 张")
    assert page.evaluate("printed") == 1
    page.context.close()
