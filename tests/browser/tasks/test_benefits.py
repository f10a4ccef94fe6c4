"""What a visitor does with the benefits of the sample site."""

import json

import pytest

pytestmark = pytest.mark.browser
SIZES = {"phone": ({"width": 360, "height": 740}, ""), "kiosk": ({"width": 1080, "height": 1920}, "kiosk")}


@pytest.mark.parametrize("size", SIZES)
def test_a_resident_compares_and_no_request_history_or_store_knows_her_answers(browser, sample_site, size):
    viewport, device = SIZES[size]
    context = browser.new_context(viewport=viewport, locale="zh-CN")
    if device:
        context.add_cookies([{"name": "device", "value": device, "url": sample_site}])
    page = context.new_page()
    page.goto(f"{sample_site}/enterprise/match/resident/", wait_until="networkidle")
    address, entries = page.url, page.evaluate("history.length")
    cookies = context.cookies()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
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
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, history.state])")
    assert "83" not in stored and "本市农村" not in stored and json.loads(stored)[2] is None
    assert context.cookies() == cookies
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    met.get_by_role("link", name="高龄津贴").click()
    page.go_back(wait_until="networkidle")
    assert page.locator('[data-attribute="age"] input').input_value() == ""
    assert page.locator("[data-attribute] input:checked").count() == 0

    context.close()
