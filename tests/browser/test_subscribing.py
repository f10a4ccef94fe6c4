"""Villages around where one stands, on a phone: the position does not leave it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser.tasks.desk import follow
from tests.harness.browser import sticks_out

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


def test_the_villages_around_one_are_found_and_the_position_stays_in_the_phone(
    browser: Browser, sample_site: str
):
    first = browser.new_context()
    villages = first.request.get(f"{sample_site}/subscriptions/villages.json").json()["villages"]
    first.close()
    code, name, lng, lat = villages[len(villages) // 2]
    context = browser.new_context(
        viewport=PHONE, base_url=sample_site, locale="zh-CN", permissions=["geolocation"],
        geolocation={"longitude": lng + 0.0011, "latitude": lat + 0.0012},
    )  # fmt: skip
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.post_data}"))
    page.goto("/subscriptions/villages")
    page.get_by_role("button", name="用我的位置找").click()
    expect(page.locator("#near-say")).to_contain_text("个村")
    expect(page.locator("#near-found label").first).to_contain_text(f"{name}，约 1")
    assert Axe().run(page).violations_count == 0
    assert not sticks_out(page)
    follow(page, page.locator("#near-next"))
    expect(page.get_by_role("heading", level=1)).to_have_text("有新消息通知我")
    assert f"key={code}" in page.url
    follow(page, page.get_by_role("button", name="开一个收信箱"))
    expect(page.get_by_role("heading", level=1)).to_have_text("收信箱开好了")
    position = (f"{lng + 0.0011:.4f}", f"{lat + 0.0012:.4f}")
    assert len(asked) > 3 and not any(part in one for one in asked for part in position)
    context.close()
