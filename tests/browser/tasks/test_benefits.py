"""docs/tasks/enterprise_policies.md, one after the other."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tasks.desk import (
    draft_withdrawal,
    field,
    follow,
    hand_in,
    open_first,
    press,
    publish_now,
    refused,
)
from tests.harness.browser import settled

pytestmark = pytest.mark.browser
OFFICE = "demo-city-editor"
KEPT = "[{...localStorage}, {...sessionStorage}, history.state]"


def answer(page: Page, attribute: str, what: str) -> None:
    asked = page.locator(f'[data-attribute="{attribute}"]')
    choices = asked.locator(f'input[value="{what}"]')
    if choices.count():
        choices.check()
    else:
        number = asked.locator("input")
        number.fill(what)
        number.press("Enter")


def test_1_a_resident_compares_and_no_request_history_or_store_knows_her_answers(visitor: Page):
    # A kiosk keeps since when it runs and when it reports next; neither moves while we look.
    visitor.add_init_script(
        "sessionStorage['kiosk-since'] = '1'; sessionStorage['kiosk-beat-at'] = String(Date.now() + 3600000)"
    )
    visitor.goto("/enterprise/match/resident/")
    settled(visitor)
    address, entries = visitor.url, visitor.evaluate("history.length")
    cookies, kept = visitor.context.cookies(), visitor.evaluate(KEPT)
    asked = []
    # The keys on the glass of a kiosk are fetched when a field is touched; files know nothing.
    visitor.on("request", lambda one: asked.append(one.url) if "/static/" not in one.url else None)
    answer(visitor, "age", "83")
    answer(visitor, "household", "本市农村")
    met = visitor.locator("article", has_text="高龄津贴")
    assert "不少于 80 岁" in met.inner_text()
    assert met.locator(".verdict").all_inner_texts() == ["符合", "符合"]
    assert "全部符合：1 项" in visitor.locator("[data-result]").inner_text()
    assert asked == [] and (visitor.url, visitor.evaluate("history.length")) == (address, entries)
    assert visitor.evaluate(KEPT) == kept
    assert visitor.context.cookies() == cookies
    met.get_by_role("link", name="高龄津贴").click()
    visitor.go_back()
    settled(visitor)
    assert visitor.locator('[data-attribute="age"] input').input_value() == ""
    assert visitor.locator("[data-attribute] input:checked").count() == 0


@pytest.mark.long
def test_2_an_enterprise_sees_what_it_meets_and_what_it_does_not(visitor: Page):
    visitor.goto("/enterprise/match/enterprise/")
    settled(visitor)
    answer(visitor, "industry", "其他")
    answer(visitor, "size", "大型")
    answer(visitor, "pays-insurance", "是")
    assert "符合" in visitor.locator(".verdict").all_inner_texts()
    expect(visitor.locator("[data-result]")).to_contain_text(re.compile(r"不符合：[1-9]\d* 项"))


@pytest.mark.long
def test_3_a_visitor_reads_how_much_there_is_and_how_to_apply(visitor: Page):
    visitor.goto("/enterprise/")
    visitor.get_by_label("政策名称").fill("种粮大户")
    visitor.get_by_role("button", name="查找").click()
    visitor.locator(".rows .row").first.click()
    for heading in ("谁能申请", "怎么申请"):
        expect(visitor.get_by_role("heading", name=heading)).to_be_visible()
    expect(visitor.get_by_text("兑现单位")).to_be_visible()


@pytest.mark.long
def test_4_a_visitor_looks_for_what_one_office_gives(visitor: Page):
    visitor.goto("/enterprise/")
    follow(
        visitor, visitor.get_by_role("navigation", name="按单位").get_by_role("link", name=re.compile("残"))
    )
    rows = visitor.locator(".rows .row")
    assert rows.count() > 0
    assert rows.filter(has_text="残疾人").count() == rows.count()


@pytest.mark.long
def test_5_a_visitor_goes_on_to_the_office_that_pays(visitor: Page):
    visitor.goto("/enterprise/?q=高龄津贴")
    visitor.locator(".rows .row").first.click()
    visitor.get_by_role("link", name=re.compile("民政局")).click()
    expect(visitor.get_by_role("heading", name="可以申请的政策")).to_be_visible()


def test_6_a_clerk_is_not_let_through_with_an_example_that_comes_out_otherwise(clerk):
    page = clerk(OFFICE)
    open_first(page, "benefits", "无障碍")
    press(page, "修改")
    verdict = page.locator("[name^=examples-][name$=-verdict]:visible").first
    verdict.select_option(
        "不符合" if "不符合" not in verdict.locator("option:checked").inner_text() else "符合"
    )
    refused(page, "样例")


@pytest.mark.long
def test_7_a_clerk_raises_the_amount_and_hands_it_in(clerk):
    page = clerk(OFFICE)
    open_first(page, "benefits", "无障碍")
    press(page, "修改")
    field(page, "amount").fill("每户最高 8000 元（示例）")
    hand_in(page)
    expect(page.get_by_text("每户最高 8000 元（示例）").first).to_be_visible()


@pytest.mark.long
def test_8_a_clerk_corrects_a_telephone_number_at_once(clerk):
    page = clerk(OFFICE)
    open_first(page, "benefits", "无障碍")
    page.get_by_role("link", name="电话、核实").click()
    field(page, "phone").fill("0543-3160001")
    publish_now(page)
    page.goto("/enterprise/?q=无障碍")
    page.locator(".rows .row").first.click()
    expect(page.get_by_text("0543-3160001")).to_be_visible()


@pytest.mark.long
def test_9_a_clerk_drafts_the_withdrawal_of_a_benefit(clerk):
    page = clerk(OFFICE)
    open_first(page, "benefits", "无障碍")
    draft_withdrawal(page, "资金已经用完（示例）")
    press(page, "提交审核")


@pytest.mark.long
def test_10_the_citys_clerk_adds_an_answer_to_a_question(clerk):
    page = clerk(OFFICE)
    open_first(page, "benefit-attributes", "资质")
    press(page, "修改")
    choices = field(page, "choices")
    choices.fill(choices.input_value() + "\n瞪羚企业")
    hand_in(page)
    expect(page.get_by_text("瞪羚企业").first).to_be_visible()
