"""The editor in a real browser: a place drafted on a phone, kept without a press of a button, found again."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.tasks.desk import follow
from tests.harness.browser import sticks_out
from tests.harness.signing_in import log_in

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


def test_a_town_editor_drafts_a_place_on_a_phone_closes_the_tab_and_finds_it_again(
    page: Page, sample_site, axe_of_desk
):
    page.set_viewport_size(PHONE)
    log_in(page, sample_site, "demo-town-editor")
    # The menu is folded on a phone, and opens by the keyboard, without a script.
    menu = page.get_by_role("navigation", name="工作台")
    places = menu.get_by_role("link", name="网点", exact=True)
    expect(places).to_be_hidden()
    menu.get_by_label("菜单：我的工作").press("Space")
    menu.locator("summary", has_text="地图与地点").press("Enter")
    axe_of_desk(page)
    follow(page, places)
    expect(menu.get_by_label("菜单：网点")).not_to_be_checked()
    page.get_by_role("button", name="新建").click()
    expect(page.get_by_role("heading", name="新增网点")).to_be_visible()
    page.get_by_label("名称").first.fill("村头便民服务站")
    page.get_by_label("所在区划").fill("")
    page.get_by_label("所在区划").press_sequentially("村", delay=20)
    option = page.locator(".suggestions [role=option]").first
    expect(option).to_be_visible()
    chosen = option.inner_text().splitlines()[0]
    assert "没有找到" not in chosen
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("所在区划")).to_have_value(re.compile(re.escape(chosen)))
    expect(page.locator("#map")).to_have_attribute("data-ready", "yes")
    page.locator("#map").scroll_into_view_if_needed()
    page.locator("#map").click(position={"x": 150, "y": 150})
    expect(page.locator("#id_location_lng")).to_have_value(re.compile(r"^11\d\.\d{6}$"))
    expect(page.locator(".desk-pin")).to_have_count(1)
    page.get_by_role("button", name="再加一行时段").click()
    page.get_by_label("日子").select_option("工作日")
    page.get_by_label("开门").fill("08:30")
    page.get_by_label("关门").fill("17:00")
    expect(page.locator("[data-saved]")).to_contain_text("已自动保存", timeout=15_000)
    expect(page.locator("[data-preview=opening_hours]")).to_contain_text("工作日 08:30–17:00")
    axe_of_desk(page)
    here, context = page.url, page.context
    page.close()
    again = context.new_page()
    again.set_viewport_size(PHONE)
    again.goto(here)
    expect(again.get_by_label("名称").first).to_have_value("村头便民服务站")
    expect(again.get_by_label("关门")).to_have_value("17:00")
    expect(again.locator(".desk-pin")).to_have_count(1)
    # 360 px: nothing is wider than the screen.
    assert not sticks_out(again)
    with again.expect_navigation():
        again.locator(".editor-bar [value=check]").click()
    expect(again.get_by_role("alert")).to_contain_text("请填写类目")
    again.get_by_role("link", name="请填写类目").click()
    expect(again.get_by_label("类目")).to_be_focused()
    axe_of_desk(again)


@pytest.fixture
def axe_of_desk():
    def check(page: Page) -> None:
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()

    return check
