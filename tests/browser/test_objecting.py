"""A villager with a phone, and with the keyboard alone, says something about a case and finds it again."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.test_land import PHONE, serious, site  # noqa: F401
from tests.harness.browser import sticks_out

pytestmark = pytest.mark.browser


def test_a_villager_says_something_on_a_phone_and_finds_it_by_number_and_code(site, page: Page):  # noqa: F811
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_viewport_size(PHONE)
    page.goto(f"{site}/land/")
    for name in ("博兴县", "湖滨镇", "东村"):
        page.get_by_role("link", name=name).click()
    page.locator("#cases").get_by_role("link", name="新的案件").click()
    page.get_by_role("link", name="在这里提意见").click()
    assert not sticks_out(page) and serious(page) == []
    last_day = timezone.localdate() + dt.timedelta(days=27)
    expect(page.locator(".note-red")).to_contain_text("到")
    assert str(last_day.year) in page.locator(".note-red").inner_text()
    # A field is missing: it is said, and what was typed stands there still.
    page.get_by_label("要说的话").fill("补偿标准偏低")
    page.get_by_label("姓名").fill("张三")
    page.get_by_role("button", name="交上去").click()
    expect(page.get_by_text("还没有交上去")).to_be_visible()
    expect(page.get_by_label("要说的话")).to_have_value("补偿标准偏低")
    expect(page.get_by_label("电话", exact=False).first).to_have_attribute("aria-invalid", "true")
    assert not sticks_out(page) and serious(page) == []
    # The rest by the keyboard alone.
    page.get_by_label("电话", exact=False).first.focus()
    page.keyboard.type("13812345678")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="交上去")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("收到了您的意见")
    assert not sticks_out(page) and serious(page) == []
    number, code = page.locator(".receipt-number").all_inner_texts()
    assert code not in page.url
    page.get_by_role("link", name="查办理情况").click()
    expect(page.get_by_label("回执号")).to_have_value(number)
    page.get_by_label("查询码").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"意见 {number}")
    expect(page.locator(".status-sentence")).to_contain_text("已经收到")
    assert not sticks_out(page) and serious(page) == []
    assert errors == []


def test_what_a_villager_typed_at_a_kiosk_is_wiped_when_nobody_touches_it(site, page: Page):  # noqa: F811
    page.set_viewport_size({"width": 1080, "height": 1920})
    page.clock.install()
    page.goto(f"{site}/land/?device=kiosk")
    for name in ("博兴县", "湖滨镇", "东村"):
        page.get_by_role("link", name=name).click()
    page.locator("#cases").get_by_role("link", name="新的案件").click()
    page.get_by_role("link", name="在这里提意见").click()
    page.get_by_label("要说的话").fill("不想让人看见")
    expect(page.locator(".kiosk-keys")).to_be_visible()
    page.clock.fast_forward(179_000)
    expect(page.locator(".wipe")).to_be_hidden()
    page.clock.fast_forward(2_000)
    expect(page.locator(".wipe")).to_contain_text("秒后清空")
    page.get_by_label("姓名").fill("张三")
    expect(page.locator(".wipe")).to_be_hidden()
    page.clock.run_for(196_000)
    page.wait_for_url(f"{site}/kiosk/attract")
    assert page.evaluate("navigation.entries().some(({ url }) => url.includes('/c/'))") is False
