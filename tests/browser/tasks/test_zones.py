"""docs/tasks/zones.md, one after the other."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tasks.desk import field, follow, hand_in, keep, open_first, press, publish_now, refused
from tests.harness.browser import sticks_out

pytestmark = pytest.mark.browser
OFFICE = "demo-town-editor"
COUNTY = "demo-county-editor"
TODAY = "new Date().toLocaleDateString('sv')"


def open_zone(page: Page) -> None:
    page.goto("/zones/")
    follow(
        page, page.get_by_role("navigation", name="按级别").get_by_role("link", name=re.compile("乡镇街道"))
    )
    follow(page, page.locator("#zone-list .row", has_text="湖滨镇").first)


def test_1_a_visitor_finds_the_zone_of_the_town_and_who_is_on_duty(visitor: Page):
    open_zone(visitor)
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("湖滨镇")
    expect(visitor.locator(".answer .opening")).not_to_be_empty()
    duty = visitor.locator(".facts div", has_text="今天值班")
    expect(duty).to_contain_text(re.compile(r"\d{4}-\d{7}|没有安排"))


@pytest.mark.long
def test_2_a_visitor_reads_what_is_done_in_the_zone_and_what_to_bring(visitor: Page):
    open_zone(visitor)
    expect(visitor.get_by_role("heading", name="能做什么")).to_be_visible()
    row = visitor.locator("h2:text-is('能办的事项') + .rows .row").first
    name = row.locator("strong").inner_text()
    follow(visitor, row)
    expect(visitor.get_by_role("heading", level=1)).to_have_text(name)
    expect(visitor.get_by_role("heading", name="怎么办")).to_be_visible()


@pytest.mark.long
def test_3_a_visitor_finds_the_way_to_the_zone(visitor: Page):
    open_zone(visitor)
    follow(visitor, visitor.locator(".facts div", has_text="在哪里").get_by_role("link"))
    expect(visitor.get_by_text("地址", exact=True)).to_be_visible()
    expect(visitor.get_by_role("link", name="看路线和每一步")).to_be_visible()


@pytest.mark.long
def test_4_a_visitor_reads_what_hangs_on_a_board_and_who_looked_at_it_last(visitor: Page):
    visitor.goto("/zones/")
    follow(visitor, visitor.get_by_role("link", name="看法制长廊、公交站点和村里的公开栏"))
    follow(visitor, visitor.locator(".rows .row", has_text="村务公开栏").first)
    expect(visitor.locator("h2:text-is('上面贴着什么') + .rows .row").first).to_contain_text("贴出")
    facts = visitor.locator(".facts")
    expect(facts.locator("div", has_text="最近更换").locator("time")).to_have_text(
        re.compile(r"\d{4}-\d\d-\d\d")
    )
    expect(facts.locator("div", has_text="最近查看")).to_contain_text(re.compile("完好|更换|还没有查看记录"))


@pytest.mark.long
def test_5_a_screen_that_stands_in_a_zone_says_which_and_who_is_on_duty(visitor: Page, is_kiosk: bool):
    if not is_kiosk:
        pytest.skip("a phone stands in no zone")
    open_zone(visitor)
    name = visitor.get_by_role("heading", level=1).inner_text()
    address = visitor.url
    visitor.goto(f"{address}/here")
    expect(visitor.locator(".note", has_text=name)).to_be_visible()
    assert visitor.locator(".tiles a").count() >= 6
    follow(visitor, visitor.locator(".note").get_by_role("link", name=name))
    assert visitor.url == address


def test_6_a_clerk_looks_at_a_board_and_says_so_with_one_tap(clerk):
    page = clerk(OFFICE)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/staff/boards/")
    card = page.locator(".posting").first
    address = card.locator("h2 a").get_attribute("href")
    follow(page, card.get_by_role("button", name="完好"))
    expect(page.get_by_role("status").first).to_contain_text("已记下")
    assert not sticks_out(page)
    page.goto(address)
    expect(page.locator(".facts div", has_text="最近查看")).to_contain_text(f"{page.evaluate(TODAY)}，完好")


@pytest.mark.long
def test_7_a_clerk_says_who_sits_there_and_the_public_reads_it_at_once(clerk):
    page = clerk(OFFICE)
    open_first(page, "zone-register", "湖滨镇")
    address = page.get_by_role("link", name="公众页面", exact=True).get_attribute("href")
    page.get_by_role("link", name=re.compile("值班")).click()
    page.get_by_role("button", name="再加一行值班").click()
    page.locator("[name^=duties-][name$=-on]:visible").last.fill(page.evaluate(TODAY))
    page.locator("[name^=duties-][name$=-name]:visible").last.fill("示例值班员")
    page.locator("[name^=duties-][name$=-phone]:visible").last.fill("0543-2600031")
    publish_now(page)
    page.goto(address)
    expect(page.locator(".facts div", has_text="今天值班")).to_contain_text("示例值班员 0543-2600031")


@pytest.mark.long
def test_8_a_clerk_adds_a_printer_and_hands_it_in(clerk):
    page = clerk(OFFICE)
    open_first(page, "zone-register", "湖滨镇")
    press(page, "修改")
    page.get_by_role("button", name="再加一行设备").click()
    page.locator("[name^=devices-][name$=-kind]:visible").last.select_option("打印机")
    page.locator("[name^=devices-][name$=-name]:visible").last.fill("示例打印机二号")
    page.locator("[name^=devices-][name$=-count]:visible").last.fill("1")
    hand_in(page)
    expect(page.get_by_text("示例打印机二号").first).to_be_visible()


@pytest.mark.long
def test_9_a_colour_that_old_eyes_cannot_read_is_sent_back(clerk):
    page = clerk(OFFICE)
    open_first(page, "zone-register", "湖滨镇")
    press(page, "修改")
    field(page, "colour").fill("#ffd800")
    refused(page, "老人看不清")
    keep(page)


@pytest.mark.long
def test_10_the_county_sees_which_zone_lacks_what_and_takes_the_table_along(clerk):
    page = clerk(COUNTY)
    page.goto("/staff/zones/")
    expect(page.get_by_role("heading", name=re.compile("专区六统一")).first).to_be_visible()
    assert page.locator(".list-table tbody tr").count() > 0
    with page.expect_download() as found:
        page.get_by_role("button", name="导出 Excel").click()
    assert found.value.suggested_filename.endswith(".xlsx")
