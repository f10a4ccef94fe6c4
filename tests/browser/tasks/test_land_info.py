"""docs/tasks/land_info.md, one after the other."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tasks.desk import (
    draft_withdrawal,
    field,
    follow,
    hand_in,
    keep,
    open_first,
    press,
    refused,
)

pytestmark = pytest.mark.browser
OFFICE = "demo-county-editor"  # of the county's land bureau
COUNTY, TOWN = "博兴县", "湖滨镇"


def open_village(page: Page) -> None:
    """The first village of the town that has cases."""
    page.goto("/land/")
    for name in (COUNTY, TOWN):
        follow(page, page.get_by_role("link", name=name))
    follow(page, page.locator(".choice", has_text=re.compile(r"\d 件")).first)


def open_case(page: Page, words: str) -> None:
    open_village(page)
    follow(page, page.locator("#cases .case-row", has_text=re.compile(words)).first)


def test_1_a_villager_finds_what_was_taken_in_her_village_and_how_far_it_is(visitor: Page):
    open_village(visitor)
    expect(visitor.locator(".numbers")).to_contain_text(re.compile(r"\d+\s*件"))
    expect(visitor.locator(".numbers")).to_contain_text("公顷")
    name = visitor.locator("#cases .case-row strong").first.inner_text()
    follow(visitor, visitor.locator("#cases .case-row").first)
    expect(visitor.get_by_role("heading", level=1)).to_have_text(name)
    expect(visitor.locator(".status-sentence")).not_to_be_empty()
    assert visitor.locator(".steps .step").count() > 1


@pytest.mark.long
def test_2_a_villager_reads_the_approval_itself_page_by_page(visitor: Page):
    open_case(visitor, "已批准|已公告实施|旧程序")
    visitor.get_by_role("tab", name="征地批复").click()
    follow(visitor, visitor.locator("#tab-approval .row").first)
    picture = visitor.locator(".viewer-page img").first
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("(image) => image.naturalWidth") >= 320


@pytest.mark.long
def test_3_a_villager_reads_what_she_may_do_until_when_and_whom_to_ask(visitor: Page):
    visitor.goto("/search?q=博兴县 批次")
    for address in visitor.locator(".rows a.row[href^='/c/']").evaluate_all(
        "rows => rows.map(row => row.href)"
    ):
        visitor.goto(address)
        if visitor.locator(".say-how").count():
            break
    expect(visitor.get_by_role("heading", name="怎么提意见")).to_be_visible()
    expect(visitor.locator(".say-how")).to_contain_text(re.compile(r"到 \d{4} 年 \d+ 月 \d+ 日为止"))
    expect(visitor.get_by_role("link", name="在这里提意见")).to_be_visible()
    expect(visitor.locator(".land-phone").first).to_have_text(re.compile(r"\d{4}-\d{7}"))


@pytest.mark.long
def test_4_a_villager_looks_up_a_word_that_she_does_not_know_and_comes_back(visitor: Page):
    open_case(visitor, "")
    name = visitor.get_by_role("heading", level=1).inner_text()
    follow(visitor, visitor.get_by_role("link", name="词看不懂？名词解释"))
    expect(visitor.locator(".words dt", has_text=re.compile("^区片综合地价$"))).to_be_visible()
    visitor.go_back()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(name)


@pytest.mark.long
def test_5_a_villager_asks_by_four_corners_whether_her_land_is_touched(visitor: Page):
    visitor.goto("/land/")
    follow(visitor, visitor.get_by_role("link", name="我的地征了吗？"))
    visitor.get_by_label("各角的坐标，一行一个点").fill(
        "118.1, 37.1\n118.1, 37.11\n118.11, 37.11\n118.11, 37.1"
    )
    visitor.get_by_label("这些坐标是").select_option("4490")
    follow(visitor, visitor.get_by_role("button", name="查一查"))
    expect(visitor.get_by_role("heading", level=1)).to_have_text(re.compile("碰到|说不准"))
    expect(visitor.get_by_role("region", name="回答")).to_contain_text(re.compile(r"约 [\d,]+ 平方米|说不清"))
    expect(visitor.get_by_text("不保存、不记录").first).to_be_visible()


def test_6_a_clerk_sees_what_is_owed_and_of_which_cases(clerk):
    page = clerk(OFFICE)
    page.goto("/staff/duties/")
    expect(page.locator(".duty-total")).to_contain_text("逾期没办")
    figure = page.locator(".duty-table tbody td a").last
    owed = int(re.match(r"\d+", figure.inner_text())[0])
    follow(page, figure)
    assert page.locator("tbody tr, .rows .row").count() >= min(owed, 1) > 0


@pytest.mark.long
def test_7_a_clerk_records_a_notice_as_posted_and_the_public_reads_it(clerk):
    page = clerk(OFFICE)
    page.goto("/staff/postings/")
    card = page.locator(".posting", has=page.get_by_role("button", name="已张贴")).first
    board = card.locator("h2 span").inner_text().removeprefix("贴在：")
    case = card.locator("a[href^='/c/']").get_attribute("href")
    follow(page, card.get_by_role("button", name="已张贴"))
    expect(page.get_by_role("status").first).to_contain_text("已记下")
    page.goto(case)
    expect(page.locator("li", has_text=board).filter(has_text="贴出").first).to_be_visible()


@pytest.mark.long
def test_8_a_clerk_corrects_the_telephone_of_a_case_and_hands_it_in(clerk):
    page = clerk(OFFICE)
    open_first(page, "cases", "批次")
    press(page, "修改")
    field(page, "phone").fill("0543-2180009")
    hand_in(page)
    expect(page.get_by_text("0543-2180009").first).to_be_visible()


@pytest.mark.long
def test_9_a_kind_that_does_not_fit_its_law_is_sent_back_and_the_draft_stays(clerk):
    page = clerk(OFFICE)
    open_first(page, "cases", "批次")
    press(page, "修改")
    field(page, "kind").select_option("房屋征收")
    refused(page, "房屋征收适用房屋征收的制度")
    keep(page)
    expect(field(page, "kind").locator("option:checked")).to_have_text("房屋征收")


@pytest.mark.long
def test_10_a_clerk_drafts_the_withdrawal_of_a_case_with_its_reason(clerk):
    page = clerk(OFFICE)
    open_first(page, "cases", "批次")
    draft_withdrawal(page, "重复登记（示例）")
    press(page, "提交审核")
    expect(page.get_by_text("审核中").first).to_be_visible()
