"""docs/tasks/scan_to_know.md, one after the other."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tasks.desk import field, follow, hand_in, open_first, press
from tests.harness.codes import decoded

pytestmark = pytest.mark.browser
OFFICE = "demo-city-editor"


def test_1_a_visitor_scans_the_code_beside_a_matter_and_reads_it(visitor: Page, is_kiosk):
    visitor.goto("/know/")
    card = visitor.locator(".code-card").first
    name = card.locator("strong").inner_text()
    if is_kiosk:
        code = card.locator("svg")
        code.scroll_into_view_if_needed()
        visitor.goto(re.sub(r"^https?://[^/]+", "", decoded(code.screenshot(scale="css"))))
    else:  # nobody scans her own screen
        card.click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(name)


@pytest.mark.long
def test_2_a_visitor_finds_the_codes_of_one_office(visitor: Page):
    visitor.goto("/know/")
    visitor.get_by_text("按单位找").click()
    visitor.get_by_role("navigation", name="按单位").get_by_role("link", name=re.compile("残")).click()
    expect(visitor.locator(".code-card")).to_have_count(1)
    expect(visitor.locator(".code-card")).to_contain_text("残疾人证办理")


@pytest.mark.long
def test_3_a_visitor_ticks_what_she_has_and_sees_what_is_missing(visitor: Page):
    visitor.goto("/know/")
    follow(visitor, visitor.locator(".code-card-link").first)
    boxes = visitor.locator(".materials input")
    assert boxes.count() > 1
    boxes.first.check()
    visitor.get_by_label("打印时只印还缺的").check()
    visitor.emulate_media(media="print")
    expect(visitor.locator(".materials li").first).to_be_hidden()
    expect(visitor.locator(".materials li").nth(1)).to_be_visible()
    visitor.emulate_media(media="screen")


@pytest.mark.long
def test_4_a_visitor_takes_the_page_home_by_a_code_that_names_its_version(visitor: Page):
    visitor.goto("/know/")
    visitor.locator(".code-card-link").first.click()
    visitor.locator("[data-dialog=take]:visible").first.click()
    expect(visitor.locator("#take .take-address")).to_have_text(re.compile(r"/q/[0-9A-Z]{9}"))
    visitor.get_by_role("button", name="关闭").click()


@pytest.mark.long
def test_5_a_visitor_narrows_the_wall_to_a_theme(visitor: Page):
    visitor.goto("/know/")
    everything = int(re.search(r"\d+", visitor.get_by_role("status").inner_text())[0])
    follow(visitor, visitor.get_by_role("navigation", name="按主题").get_by_role("link").nth(1))
    assert 0 < int(re.search(r"\d+", visitor.get_by_role("status").inner_text())[0]) < everything


def test_6_a_clerk_prints_ten_stickers_on_a_sheet(clerk):
    page = clerk(OFFICE)
    page.goto("/know/")
    follow(page, page.get_by_role("link", name="打印成不干胶贴"))
    page.emulate_media(media="print")
    stickers = page.locator(".sticker")
    assert stickers.count() >= 10
    boxes = [stickers.nth(number).bounding_box() for number in range(10)]
    # 10 on A4: 297 mm at 96 dots an inch are 1,123.
    assert max(box["y"] + box["height"] for box in boxes) - min(box["y"] for box in boxes) <= 1123


@pytest.mark.long
def test_7_a_clerk_prints_only_the_stickers_of_her_office(clerk):
    page = clerk(OFFICE)
    page.goto("/know/")
    page.get_by_text("按单位找").click()
    page.get_by_role("navigation", name="按单位").get_by_role("link", name=re.compile("残")).click()
    page.get_by_role("link", name="打印成不干胶贴").click()
    expect(page.locator(".sticker")).to_have_count(1)
    expect(page.locator(".sticker")).to_contain_text("残疾人证办理")


@pytest.mark.long
def test_8_the_address_on_a_sticker_is_the_permanent_one(clerk):
    page = clerk(OFFICE)
    page.goto("/know/stickers")
    sticker = page.locator(".sticker").first
    address = sticker.locator(".latin-address").inner_text()
    assert re.search(r"/q/[0-9A-Z]{9}$", address)
    # The code says besides where it hangs, and nothing else.
    assert decoded(sticker.locator("svg").screenshot(scale="css")) == f"{address}?s=sticker"


@pytest.mark.long
def test_9_a_clerk_sees_beforehand_what_the_public_will_read(clerk):
    page = clerk(OFFICE)
    open_first(page, "items", "残疾人证")
    press(page, "修改")
    field(page, "conditions").fill("持有二级以上医院的诊断证明")
    hand_in(page)
    page.get_by_role("link", name="预览公众页面").click()
    expect(page.get_by_text("持有二级以上医院的诊断证明")).to_be_visible()


@pytest.mark.long
def test_10_a_clerk_without_a_matter_of_her_own_changes_none(clerk):
    page = clerk("demo-village-clerk")
    page.goto("/staff/items/?q=残疾人证")
    link = page.locator(".list-table tbody th a")
    if link.count():
        link.first.click()
    expect(page.get_by_role("button", name="修改", exact=True)).to_have_count(0)
