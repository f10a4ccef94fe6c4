"""docs/tasks/services.md, one after the other."""

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
    publish_now,
    refused,
)

pytestmark = pytest.mark.browser
OFFICE = "demo-city-editor"  # of the 残联


def open_item(page: Page, words: str) -> None:
    page.goto("/services/")
    page.get_by_label("事项名称").fill(words)
    page.get_by_role("button", name="查找").click()
    page.locator(".rows .row").first.click()


def test_1_a_villager_finds_by_everyday_words_what_to_bring_how_long_and_how_often(visitor: Page):
    open_item(visitor, "老年补贴")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("高龄津贴发放")
    for heading in ("找谁办", "办多久", "跑几趟", "在哪儿办"):
        expect(visitor.get_by_role("heading", name=heading)).to_be_visible()
    expect(visitor.get_by_role("heading", name=re.compile(r"要带什么（\d 样）"))).to_be_visible()
    assert visitor.locator(".materials li").count() > 0


@pytest.mark.long
def test_2_a_visitor_who_knows_the_office_only_finds_its_matters_and_its_telephone(visitor: Page):
    visitor.goto("/services/")
    visitor.get_by_role("link", name="按单位找").click()
    visitor.get_by_role("link", name=re.compile("残疾人联合会")).click()
    expect(visitor.get_by_text("办公电话")).to_be_visible()
    visitor.get_by_role("link", name=re.compile("残疾人证办理")).click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("残疾人证办理")


@pytest.mark.long
def test_3_a_visitor_narrows_the_list_to_a_theme_and_the_number_is_told(visitor: Page):
    visitor.goto("/services/")
    told = visitor.get_by_role("status")
    everything = int(re.search(r"\d+", told.inner_text())[0])
    follow(visitor, visitor.get_by_role("navigation", name="按主题").get_by_role("link").nth(1))
    narrowed = int(re.search(r"\d+", visitor.get_by_role("status").inner_text())[0])
    assert 0 < narrowed < everything


@pytest.mark.long
def test_4_a_visitor_finds_where_it_is_done_and_the_way_there(visitor: Page):
    open_item(visitor, "高龄津贴")
    visitor.locator(".places a").first.click()
    expect(visitor.get_by_text(re.compile("导航|路线|怎么去")).first).to_be_visible()


@pytest.mark.long
def test_5_a_visitor_who_finds_nothing_is_told_what_else_to_try(visitor: Page):
    visitor.goto("/services/?q=没有这样的事")
    expect(visitor.get_by_text("没有找到这样的事项")).to_be_visible()
    expect(visitor.get_by_text("12345")).to_be_visible()
    follow(visitor, visitor.get_by_role("link", name="看全部事项"))
    assert visitor.locator(".rows .row").count() > 10


def test_6_a_clerk_says_that_she_asked_the_window_today(clerk):
    page = clerk(OFFICE)
    name = open_first(page, "items", "残疾人证")
    page.get_by_role("link", name="电话、核实").click()
    press(page, "今天核实过")
    page.goto("/services/?q=残疾人证")
    page.locator(".rows .row", has_text=name).click()
    expect(page.get_by_text(re.compile("核实于")).last).to_be_visible()


@pytest.mark.long
def test_7_a_clerk_corrects_a_telephone_number_at_once(clerk):
    page = clerk(OFFICE)
    open_first(page, "items", "残疾人证")
    page.get_by_role("link", name="电话、核实").click()
    field(page, "phone").fill("0543-3160000")
    publish_now(page)
    page.goto("/services/?q=残疾人证")
    page.locator(".rows .row").first.click()
    expect(page.get_by_text("0543-3160000")).to_be_visible()


@pytest.mark.long
def test_8_a_clerk_adds_a_material_and_hands_it_in(clerk):
    page = clerk(OFFICE)
    open_first(page, "items", "残疾人证")
    press(page, "修改")
    page.get_by_role("button", name="再加一行材料").click()
    page.locator("[name^=materials-][name$=-name]:visible").last.fill("一寸照片")
    hand_in(page)
    expect(page.get_by_text("一寸照片").first).to_be_visible()


@pytest.mark.long
def test_9_a_promise_longer_than_the_law_is_sent_back_to_its_field(clerk):
    page = clerk(OFFICE)
    open_first(page, "items", "残疾人证")
    press(page, "修改")
    field(page, "promised_limit").fill("99")
    field(page, "legal_limit").fill("20")
    refused(page, "承诺")
    keep(page)


@pytest.mark.long
def test_10_a_clerk_drafts_the_withdrawal_of_a_matter_with_its_reason(clerk):
    page = clerk(OFFICE)
    open_first(page, "items", "残疾人证")
    draft_withdrawal(page, "并入一件事一次办（示例）")
