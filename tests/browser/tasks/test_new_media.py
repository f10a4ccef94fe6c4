"""docs/tasks/new_media.md, one after the other."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tasks.desk import (
    begin,
    choose,
    field,
    follow,
    hand_in,
    open_first,
    press,
    publish_now,
    refused,
)
from tests.harness.codes import decoded

pytestmark = pytest.mark.browser
OFFICE = "demo-city-editor"


def test_1_a_visitor_follows_an_account_by_its_code(visitor: Page):
    visitor.goto("/media/")
    visitor.locator(".code-card-link").first.click()
    code = visitor.locator(".code-large svg")
    code.scroll_into_view_if_needed()
    assert decoded(code.screenshot(scale="css")).startswith("https://")


@pytest.mark.long
def test_2_a_kiosk_shows_the_code_only_and_a_phone_says_where_the_link_leads(visitor: Page, is_kiosk):
    visitor.goto("/media/")
    visitor.locator(".code-card-link").first.click()
    links = visitor.get_by_role("link", name="打开这个账号")
    expect(links).to_have_count(0 if is_kiosk else 1)
    if not is_kiosk:
        expect(visitor.get_by_text("会离开本站，去往")).to_be_visible()


@pytest.mark.long
def test_3_a_visitor_looks_for_one_platform(visitor: Page):
    visitor.goto("/media/")
    follow(
        visitor, visitor.get_by_role("navigation", name="按平台").get_by_role("link", name=re.compile("微博"))
    )
    cards = visitor.locator(".code-card")
    assert cards.count() > 0
    assert cards.filter(has_text="微博").count() == cards.count()


@pytest.mark.long
def test_4_a_visitor_looks_for_the_accounts_of_her_county(visitor: Page):
    visitor.goto("/media/")
    follow(
        visitor, visitor.get_by_role("navigation", name="按地区").get_by_role("link", name=re.compile("博兴"))
    )
    cards = visitor.locator(".code-card")
    assert cards.count() > 0
    assert cards.filter(has_text="博兴").count() == cards.count()


@pytest.mark.long
def test_5_a_visitor_sees_which_account_has_been_silent(visitor: Page):
    visitor.goto("/media/")
    said = visitor.locator(".code-card", has_text=re.compile(r"已 \d+ 天没有更新|最近更新 \d{4}-\d\d-\d\d"))
    assert said.count() == visitor.locator(".code-card").count()


def test_6_a_clerk_says_that_the_account_spoke_today(clerk):
    page = clerk(OFFICE)
    open_first(page, "media")
    page.get_by_role("link", name="最近更新、核实").click()
    page.get_by_role("button", name="今天更新过").click()
    publish_now(page)
    expect(page.get_by_text("由您直接公布")).to_be_visible()


@pytest.mark.long
def test_7_a_clerk_registers_an_account_and_hands_it_in(clerk):
    page = clerk(OFFICE)
    begin(page, "media")
    field(page, "name").fill("滨州残联视频号（示例）")
    field(page, "platform").select_option("快手")
    choose(page, "organisation", "残疾人")
    field(page, "address").fill("https://example.com/video")
    hand_in(page)


@pytest.mark.long
def test_8_an_address_that_is_none_is_sent_back_with_what_is_wrong(clerk):
    page = clerk(OFFICE)
    begin(page, "media")
    field(page, "name").fill("示例账号")
    field(page, "address").fill("javascript:alert(1)")
    refused(page, "https://")


@pytest.mark.long
def test_9_a_clerk_finds_the_accounts_of_her_office_only(clerk):
    page = clerk(OFFICE)
    page.goto("/staff/media/")
    rows = page.locator(".list-table tbody tr")
    assert rows.count() > 0


@pytest.mark.long
def test_10_a_second_person_passes_it_and_sees_what_was_changed(clerk):
    page = clerk(OFFICE)
    open_first(page, "media")
    press(page, "修改")
    field(page, "summary").fill("发布残疾人服务政策和活动（示例）")
    hand_in(page)
    address = page.url
    reviewer = clerk("demo-city-reviewer")
    reviewer.goto(address)
    expect(reviewer.get_by_text("发布残疾人服务政策和活动（示例）").first).to_be_visible()
    press(reviewer, "通过")
    expect(reviewer.get_by_text("通过").first).to_be_visible()
