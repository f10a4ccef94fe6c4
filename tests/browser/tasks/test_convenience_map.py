"""docs/tasks/convenience_map.md, one after the other."""

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
OFFICE = "demo-town-editor"
VILLAGE = "371625104215"


def told(page: Page) -> int:
    return int(re.search(r"(\d+) 处", page.locator(".places-said strong").inner_text())[1])


def test_1_a_visitor_finds_a_hospital_its_hours_and_its_telephone(visitor: Page):
    visitor.goto("/map/")
    everything = told(visitor)
    follow_chip(visitor, "医疗")
    assert 0 < told(visitor) < everything
    assert visitor.locator(".place .opening").count() == visitor.locator(".place").count()
    visitor.goto(visitor.locator(".place .row").first.get_attribute("href"))
    expect(visitor.get_by_text("开放时间", exact=True)).to_be_visible()
    expect(visitor.locator(".facts").first).to_contain_text(re.compile(r"\d{4}-\d{7}"))


def follow_chip(page: Page, words: str) -> None:
    """The list is put in place without a new page."""
    page.locator(".chip", has_text=words).first.click()
    expect(page.locator(".chip[aria-current=true]", has_text=words)).to_be_visible()


@pytest.mark.long
def test_2_a_visitor_sees_only_what_is_open_now(visitor: Page):
    visitor.goto("/map/")
    everything = told(visitor)
    follow_chip(visitor, "现在开门")
    expect(visitor.locator(".places-said")).to_contain_text("只看现在开门的")
    states = visitor.locator(".place .opening").evaluate_all("rows => rows.map(row => row.className)")
    assert 0 < told(visitor) < everything
    assert {"opening-open", "opening-closing"} >= {state.split()[-1] for state in states} > set()


@pytest.mark.long
def test_3_a_visitor_hands_the_place_over_to_her_own_map(visitor: Page, is_kiosk):
    visitor.goto("/map/?group=medical")
    follow(visitor, visitor.get_by_role("link", name=re.compile("^导航：")).first)
    expect(visitor.get_by_role("heading", level=1)).to_have_text(re.compile("^去"))
    if is_kiosk:
        code = visitor.locator("main .qr svg").first
        code.scroll_into_view_if_needed()
        assert "/go/" in decoded(code.screenshot(scale="css"))
        assert visitor.locator("a[rel~=external]").count() == 0
    else:
        expect(visitor.get_by_role("heading", name="用哪个地图？")).to_be_visible()
        assert visitor.locator(".vendors a").count() >= 3


@pytest.mark.long
def test_4_a_visitor_reads_the_way_from_her_village_step_by_step(visitor: Page, sample_site: str):
    visitor.context.add_cookies([{"name": "village", "value": VILLAGE, "url": sample_site}])
    visitor.goto("/map/nearest?category=hospital")
    expect(visitor.locator(".way-from")).to_contain_text("出发")
    follow(visitor, visitor.locator("ol.nearest .row").first)
    expect(visitor.locator(".answer").first).to_have_text(re.compile(r"(米|公里)，开车约"))
    steps = visitor.locator(".way-steps li")
    expect(steps.last).to_contain_text("到")
    assert steps.count() > 1


@pytest.mark.long
def test_5_a_visitor_who_finds_nothing_comes_back_to_everything(visitor: Page):
    visitor.goto("/map/?q=没有这样的地方")
    expect(visitor.locator(".nothing")).to_contain_text("没有找到")
    expect(visitor.get_by_text("也可以写拼音首字母")).to_be_visible()
    follow(visitor, visitor.get_by_role("link", name="看全部网点"))
    expect(visitor.locator(".place").nth(10)).to_be_visible()


def test_6_a_clerk_says_that_she_rang_the_place_today(clerk):
    page = clerk(OFFICE)
    open_first(page, "places")
    address = page.get_by_role("link", name="公众页面", exact=True).get_attribute("href")
    page.get_by_role("link", name="开放时间、电话、核实").click()
    press(page, "今天核实过")
    page.goto(address)
    expect(page.locator(".place-source time")).to_have_attribute("datetime", page.evaluate(TODAY))


TODAY = "new Date().toLocaleDateString('sv')"


@pytest.mark.long
def test_7_a_clerk_corrects_a_telephone_number_at_once(clerk):
    page = clerk(OFFICE)
    open_first(page, "places", "便民服务")
    address = page.get_by_role("link", name="公众页面", exact=True).get_attribute("href")
    page.get_by_role("link", name="开放时间、电话、核实").click()
    page.locator("[name^=phones-][name$=-number]:visible").first.fill("0543-3160021")
    publish_now(page)
    page.goto(address)
    expect(page.get_by_text("0543-3160021").first).to_be_visible()


@pytest.mark.long
def test_8_a_clerk_registers_a_new_place_on_the_map_and_hands_it_in(clerk):
    page = clerk(OFFICE)
    begin(page, "places")
    field(page, "name").fill("集市便民服务站（示例）")
    field(page, "category").select_option(label="村（社区）便民服务站")
    choose(page, "region", "村")
    expect(page.locator("#map")).to_have_attribute("data-ready", "yes")
    page.locator("#map").scroll_into_view_if_needed()
    page.locator("#map").click()  # its middle lies in the city
    expect(page.locator(".desk-pin")).to_have_count(1)
    page.get_by_role("button", name="再加一行时段").click()
    page.get_by_label("日子").select_option("工作日")
    page.get_by_label("开门").fill("08:30")
    page.get_by_label("关门").fill("17:00")
    page.get_by_role("button", name="再加一行电话").click()
    page.locator("[name^=phones-][name$=-number]:visible").fill("0543-3160022")
    field(page, "address").fill("集市东头")
    field(page, "source").fill("镇政府报送")
    hand_in(page)
    expect(page.get_by_text("集市便民服务站（示例）").first).to_be_visible()


@pytest.mark.long
def test_9_hours_that_end_before_they_begin_are_sent_back_and_the_draft_stays(clerk):
    page = clerk(OFFICE)
    open_first(page, "places", "便民服务")
    press(page, "修改")
    page.locator("[name^=opening_hours-][name$=-opens]:visible").first.fill("18:00")
    page.locator("[name^=opening_hours-][name$=-closes]:visible").first.fill("08:00")
    refused(page, "关门")
    expect(page.locator("[name^=opening_hours-][name$=-opens]:visible").first).to_have_value("18:00")


@pytest.mark.long
def test_10_a_clerk_drafts_the_withdrawal_of_a_place_with_its_reason(clerk):
    page = clerk(OFFICE)
    open_first(page, "places", "村")
    draft_withdrawal(page, "已经搬走（示例）")
    press(page, "提交审核")
    expect(page.get_by_text("审核中").first).to_be_visible()
