"""docs/tasks/local_modules.md, one after the other."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tasks.desk import (
    begin,
    draft_withdrawal,
    field,
    hand_in,
    keep,
    open_first,
    press,
    refused,
)

pytestmark = pytest.mark.browser
COUNTY, SCHOOLS = "demo-county-editor", "demo-bureau-editor"


def stand_in(page: Page, county: str, is_kiosk: bool) -> None:
    """A phone's owner chooses the first village of a county as her own; a kiosk stands in the county's hall."""
    if is_kiosk:
        page.goto("/zones/?level=2")
        page.locator(".rows .row", has_text=county).first.click()
        page.goto(f"{page.url}/here")
        return
    page.goto("/land/")
    page.get_by_role("link", name=county).first.click()
    page.locator(".choice").first.click()
    page.locator(".choice").first.click()
    expect(page).to_have_url(re.compile(r"/v/\d{12}$"))


def test_1_a_county_sees_its_own_tiles_below_the_nine(visitor: Page, is_kiosk):
    stand_in(visitor, "博兴县", is_kiosk)
    visitor.goto("/")
    for title in ("信用公示", "本地特产", "文化活动"):
        expect(visitor.get_by_role("link", name=re.compile(title))).to_have_count(1)


@pytest.mark.long
def test_2_a_visitor_reads_what_the_county_writes_on_a_page(visitor: Page, is_kiosk):
    stand_in(visitor, "博兴县", is_kiosk)
    visitor.goto("/")
    visitor.get_by_role("link", name=re.compile("本地特产")).click()
    expect(visitor.get_by_text("逢农历三、八赶集")).to_be_visible()


@pytest.mark.long
def test_3_a_visitor_finds_the_list_of_what_is_on(visitor: Page, is_kiosk):
    stand_in(visitor, "博兴县", is_kiosk)
    visitor.goto("/")
    visitor.get_by_role("link", name=re.compile("文化活动")).click()
    expect(visitor.get_by_text("农家书屋（示例）")).to_be_visible()


@pytest.mark.long
def test_4_a_site_that_may_not_be_framed_is_a_code_on_a_kiosk_and_a_link_on_a_phone(visitor: Page, is_kiosk):
    stand_in(visitor, "博兴县", is_kiosk)
    visitor.goto("/")
    visitor.get_by_role("link", name=re.compile("信用公示")).click()
    if is_kiosk:
        expect(visitor.locator(".code-large svg").first).to_be_visible()
    else:
        expect(visitor.get_by_text(re.compile("会离开本站"))).to_be_visible()


@pytest.mark.long
def test_5_the_neighbour_county_shows_its_own_and_nothing_of_this_one(visitor: Page, is_kiosk):
    stand_in(visitor, "博兴县", is_kiosk)
    visitor.goto("/")
    ours = visitor.get_by_role("link", name=re.compile("本地特产")).get_attribute("href")
    stand_in(visitor, "惠民县", is_kiosk)
    visitor.goto("/")
    theirs = visitor.get_by_role("link", name=re.compile("本地特产"))
    expect(theirs).to_have_count(1)
    assert theirs.get_attribute("href") != ours


def test_6_a_county_clerk_makes_a_tile_and_it_appears_on_her_countys_kiosks_only(clerk, browser, sample_site):
    page = clerk(COUNTY)
    begin(page, "local-modules")
    field(page, "title").fill("草柳编体验")
    page.locator("[name=icon]").first.check(force=True)
    field(page, "kind").select_option("page")
    field(page, "body").fill("每周六上午在文化站学草柳编（示例）。")
    hand_in(page)
    address = page.url
    for name in ("demo-county-reviewer", "demo-county-publisher"):
        desk = clerk(name)
        desk.goto(address)
        with desk.expect_navigation():
            desk.locator("[name=decision][value=pass]").click()
    kiosk = browser.new_context(
        viewport={"width": 1080, "height": 1920}, base_url=sample_site, locale="zh-CN"
    )
    kiosk.add_cookies([{"name": "device", "value": "kiosk", "url": sample_site}])
    seen = kiosk.new_page()
    for county, number in (("博兴县", 1), ("惠民县", 0)):
        stand_in(seen, county, is_kiosk=True)
        seen.goto("/")
        expect(seen.get_by_role("link", name=re.compile("草柳编体验"))).to_have_count(number)
    kiosk.close()


@pytest.mark.long
def test_7_a_clerk_orders_her_tiles(clerk):
    page = clerk(SCHOOLS)
    open_first(page, "local-modules", "文化活动")
    press(page, "修改")
    field(page, "sort_key").fill("1")
    hand_in(page)


@pytest.mark.long
def test_8_a_tile_for_the_winter_only_gets_its_two_days(clerk):
    page = clerk(SCHOOLS)
    open_first(page, "local-modules", "文化活动")
    press(page, "修改")
    field(page, "shown_from").fill("2026-12-01")
    field(page, "shown_until").fill("2027-02-28")
    keep(page)
    expect(field(page, "shown_until")).to_have_value("2027-02-28")


@pytest.mark.long
def test_9_an_unsafe_address_is_sent_back(clerk):
    page = clerk(COUNTY)
    begin(page, "local-modules")
    field(page, "title").fill("坏链接")
    field(page, "kind").select_option("link")
    field(page, "address").fill("javascript:alert(1)")
    refused(page, "http")


@pytest.mark.long
def test_10_a_clerk_takes_a_tile_away_with_a_reason(clerk):
    page = clerk(SCHOOLS)
    open_first(page, "local-modules", "文化活动")
    draft_withdrawal(page, "活动结束（示例）")
    press(page, "提交审核")
