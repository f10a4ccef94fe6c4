"""docs/tasks/policies.md, one after the other."""

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
    refused,
)

pytestmark = pytest.mark.browser
OFFICE = "demo-city-editor"


def look_for(page: Page, words: str) -> None:
    page.goto("/policies/")
    page.get_by_role("searchbox").or_(page.locator("#q")).first.fill(words)
    page.get_by_role("button", name="查找").click()


def test_1_a_visitor_reads_whether_a_policy_holds_and_what_it_says(visitor: Page):
    look_for(visitor, "创业担保贷款")
    visitor.locator(".rows .row").first.click()
    expect(visitor.get_by_text(re.compile("现在有效|已失效|已废止|已修订")).first).to_be_visible()
    expect(visitor.get_by_role("heading", name="基本信息")).to_be_visible()


@pytest.mark.long
def test_2_a_visitor_goes_from_the_policy_to_its_reading_and_back(visitor: Page):
    look_for(visitor, "失业保险稳岗返还")
    follow(visitor, visitor.locator(".rows .row", has_not_text="解读 ·").first)
    title = visitor.get_by_role("heading", level=1).inner_text()
    visitor.locator("h2:text-is('解读') + .rows a").first.click()
    expect(visitor.get_by_text("解读的是：")).to_be_visible()
    visitor.get_by_role("link", name=title, exact=True).click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(title)


@pytest.mark.long
def test_3_a_visitor_sees_what_may_be_applied_for_and_how_many_days_are_left(visitor: Page):
    visitor.goto("/policies/?state=apply")
    rows = visitor.locator(".rows .row")
    assert rows.count() > 0
    rows.filter(has_text=re.compile("还剩|最后一天")).first.click()
    expect(visitor.get_by_role("heading", name="申报")).to_be_visible()
    expect(visitor.get_by_text(re.compile(r"还剩 \d+ 天|今天是最后一天"))).to_be_visible()


@pytest.mark.long
def test_4_an_old_link_to_a_revised_policy_leads_to_the_new_one(visitor: Page):
    visitor.goto("/policies/?state=ended")
    visitor.locator(".rows .row", has_text="应急转贷").first.click()
    visitor.get_by_role("link", name=re.compile("创业担保贷款")).first.click()
    expect(visitor.get_by_text("现在有效").first).to_be_visible()


@pytest.mark.long
def test_5_an_old_link_to_a_section_shows_its_policies_and_whether_they_hold(visitor: Page):
    visitor.goto("/policies/sections/epidemic")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("疫情政策")
    rows = visitor.locator(".rows .row")
    assert rows.count() > 0
    assert rows.filter(has_text=re.compile("失效|废止")).count() > 0


def test_6_a_clerk_writes_a_policy_in_the_small_editor_and_hands_it_in(clerk):
    page = clerk(OFFICE)
    begin(page, "policies")
    field(page, "title").fill("残疾人就业补贴办法（示例）")
    field(page, "doc_no_raw").fill("滨残发〔2026〕9号")
    choose(page, "organisation", "残疾人")
    field(page, "section").select_option(index=1)
    field(page, "issued_on").fill("2026-11-02")
    field(page, "summary").fill("雇用残疾人的小店，每人每月可以领补贴（示例）。")
    body = page.locator("[contenteditable=true]")
    body.click()
    page.keyboard.type("第一条 适用范围")
    hand_in(page)
    expect(page.get_by_text("第一条 适用范围").first).to_be_visible()


@pytest.mark.long
def test_7_what_is_pasted_from_a_word_processor_comes_out_plain(clerk):
    page = clerk(OFFICE)
    begin(page, "policies")
    body = page.locator("[contenteditable=true]")
    body.click()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/html", "<p class=MsoNormal style='color:red'><b>标题</b><o:p></o:p></p><script>1</script>");
          document.querySelector("[contenteditable=true]").dispatchEvent(
            new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }"""
    )
    html = body.inner_html()
    assert "标题" in html
    assert "Mso" not in html and "style" not in html and "script" not in html


@pytest.mark.long
def test_8_an_end_without_its_date_is_sent_back(clerk):
    page = clerk(OFFICE)
    begin(page, "policies")
    field(page, "title").fill("示例办法")
    choose(page, "organisation", "残疾人")
    field(page, "section").select_option(index=1)
    field(page, "issued_on").fill("2026-11-02")
    field(page, "validity").select_option("repealed")
    refused(page, "失去效力")


@pytest.mark.long
def test_9_a_clerk_drafts_the_withdrawal_of_a_policy(clerk):
    page = clerk(OFFICE)
    open_first(page, "policies")
    draft_withdrawal(page, "重复登记（示例）")
    press(page, "提交审核")


@pytest.mark.long
def test_10_a_clerk_sees_which_classes_the_city_has_still_to_name(clerk):
    page = clerk(OFFICE)
    page.goto("/staff/policy-classes/")
    assert page.locator(".list-table tbody tr", has_text="待确认").count() == 5
