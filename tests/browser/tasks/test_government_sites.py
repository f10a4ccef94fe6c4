"""docs/tasks/government_sites.md, one after the other."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tasks.desk import (
    begin,
    choose,
    draft_withdrawal,
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


def test_1_a_visitor_finds_a_government_site_and_how_to_reach_it(visitor: Page, is_kiosk):
    visitor.goto("/sites/")
    visitor.locator(".rows .row", has_not_text="暂时打不开").first.click()
    if is_kiosk:
        code = visitor.locator(".code-large svg").first
        code.scroll_into_view_if_needed()
        assert decoded(code.screenshot(scale="css")).startswith("https://")
    else:
        expect(visitor.get_by_text(re.compile("会离开本站"))).to_be_visible()


@pytest.mark.long
def test_2_a_visitor_looks_for_the_portal_of_a_county(visitor: Page):
    visitor.goto("/sites/")
    follow(
        visitor, visitor.get_by_role("navigation", name="按地区").get_by_role("link", name=re.compile("博兴"))
    )
    assert visitor.locator(".rows .row", has_text="博兴").count() > 0


@pytest.mark.long
def test_3_a_visitor_looks_for_the_sites_of_departments(visitor: Page):
    visitor.goto("/sites/")
    follow(
        visitor, visitor.get_by_role("navigation", name="按类型").get_by_role("link", name=re.compile("部门"))
    )
    rows = visitor.locator(".rows .row")
    assert rows.count() > 0
    assert rows.filter(has_text="部门").count() == rows.count()


@pytest.mark.long
def test_4_a_visitor_learns_that_a_site_does_not_answer_and_whom_to_call(visitor: Page):
    visitor.goto("/sites/")
    broken = visitor.locator(".rows .row", has_text="暂时打不开")
    assert broken.count() > 0
    broken.first.click()
    expect(visitor.get_by_text("打不开。可以过些时候再试")).to_be_visible()


@pytest.mark.long
def test_5_a_visitor_sees_when_somebody_last_looked(visitor: Page):
    visitor.goto("/sites/")
    visitor.locator(".rows .row").first.click()
    expect(visitor.get_by_text("检查于")).to_be_visible()
    expect(visitor.locator("time").first).to_have_text(re.compile(r"\d{4}-\d\d-\d\d"))


def test_6_a_clerk_marks_a_site_that_does_not_answer(clerk):
    page = clerk(OFFICE)
    name = open_first(page, "websites")
    page.get_by_role("link", name="能否打开、检查").click()
    works = field(page, "is_working")
    works.uncheck()
    publish_now(page)
    page.goto("/sites/")
    expect(page.locator(".rows .row", has_text=name)).to_contain_text("暂时打不开")
    open_first(page, "websites")
    page.get_by_role("link", name="能否打开、检查").click()
    field(page, "is_working").check()
    publish_now(page)


@pytest.mark.long
def test_7_a_clerk_records_whether_a_site_may_be_framed(clerk):
    page = clerk(OFFICE)
    open_first(page, "websites")
    page.get_by_role("link", name="能否打开、检查").click()
    field(page, "framing").select_option("允许嵌入")
    publish_now(page)


@pytest.mark.long
def test_8_a_clerk_registers_a_site_and_hands_it_in(clerk):
    page = clerk(OFFICE)
    begin(page, "websites")
    field(page, "name").fill("残疾人就业服务平台（示例）")
    field(page, "kind").select_option(index=2)
    field(page, "address").fill("https://jobs.example.com/")
    choose(page, "organisation", "残疾人")
    hand_in(page)


@pytest.mark.long
def test_9_an_address_by_number_is_sent_back(clerk):
    page = clerk(OFFICE)
    begin(page, "websites")
    field(page, "name").fill("示例网站")
    field(page, "address").fill("https://10.1.2.3/")
    refused(page, "域名")


@pytest.mark.long
def test_10_a_clerk_drafts_the_withdrawal_of_a_site(clerk):
    page = clerk(OFFICE)
    open_first(page, "websites")
    draft_withdrawal(page, "网站已经并入市政府门户（示例）")
    press(page, "提交审核")
