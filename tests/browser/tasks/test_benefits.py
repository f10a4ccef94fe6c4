"""What a visitor does with the benefits of the sample site."""

import pytest

pytestmark = pytest.mark.browser
SIZES = {"phone": ({"width": 360, "height": 740}, ""), "kiosk": ({"width": 1080, "height": 1920}, "kiosk")}
KEPT = "[{...localStorage}, {...sessionStorage}, history.state]"


@pytest.mark.parametrize("size", SIZES)
def test_a_resident_compares_and_no_request_history_or_store_knows_her_answers(browser, sample_site, size):
    viewport, device = SIZES[size]
    context = browser.new_context(viewport=viewport, locale="zh-CN")
    if device:
        context.add_cookies([{"name": "device", "value": device, "url": sample_site}])
        # Since when it runs and when it reports next; neither moves while we look.
        context.add_init_script(
            "sessionStorage['kiosk-since'] = '1'; sessionStorage['kiosk-beat-at'] = String(Date.now() + 3600000)"
        )
    page = context.new_page()
    page.goto(f"{sample_site}/enterprise/match/resident/", wait_until="networkidle")
    address, entries = page.url, page.evaluate("history.length")
    cookies, kept = context.cookies(), page.evaluate(KEPT)
    asked = []
    # The keys on the glass of a kiosk are fetched when a field is touched; files know nothing.
    page.on("request", lambda one: asked.append(one.url) if "/static/" not in one.url else None)
    age = page.locator('[data-attribute="age"] input')
    age.fill("83")
    age.press("Enter")
    page.locator('[data-attribute="household"] input[value="本市农村"]').check()
    met = page.locator("article", has_text="高龄津贴")
    assert "不少于 80 岁" in met.inner_text() and met.locator(".verdict").all_inner_texts() == [
        "符合",
        "符合",
    ]
    assert "全部符合：1 项" in page.locator("[data-result]").inner_text()
    assert asked == [] and (page.url, page.evaluate("history.length")) == (address, entries)
    assert page.evaluate(KEPT) == kept
    assert context.cookies() == cookies
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    met.get_by_role("link", name="高龄津贴").click()
    page.go_back(wait_until="networkidle")
    assert page.locator('[data-attribute="age"] input').input_value() == ""
    assert page.locator("[data-attribute] input:checked").count() == 0

    context.close()
