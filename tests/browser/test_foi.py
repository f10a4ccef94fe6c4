"""An application from the phone to the answer, over Spring Festival and National Day: a villager and two clerks in a
browser, a clock that the test moves, and last days that were counted by hand on the State Council's calendar."""

import re

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from layers.organisations.models import Organisation
from layers.workdays import reference
from tests.browser.test_land import DESKTOP, PHONE, serious, site  # noqa: F401
from tests.harness.browser import sticks_out
from tests.harness.cast import make_cast
from tests.harness.clock import Clock
from tests.harness.signing_in import sign_in
from tests.layers.foi.making import DESCRIPTION, ID_NUMBER, NAME, office

pytestmark = pytest.mark.browser
BUREAU = "博兴县自然资源和规划局"


class Clerk:
    """A page of the desk; whoever sits there logs in anew each day."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.address, self.context = address, browser.new_context(viewport=DESKTOP, locale="zh-CN")
        self.page = self.context.new_page()

    def opens(self, user, number: str) -> Page:
        session = sign_in(Client(), user).cookies["sessionid"].value
        self.context.add_cookies([{"name": "sessionid", "value": session, "url": self.address}])
        self.page.goto(f"{self.address}/staff/foi/")
        self.page.get_by_role("link", name=number).click()
        return self.page

    def takes(self, user, number: str, step: str, **typed: str) -> Page:
        page = self.opens(user, number)
        page.locator("summary", has_text=re.compile(f"^{step}$")).click()
        card = page.locator("details[open]", has=page.get_by_role("button", name=step, exact=True))
        for label, value in typed.items():
            field = card.get_by_label(label, exact=False)
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)
        card.get_by_role("button", name=step, exact=True).click()
        expect(page.get_by_text("已登记：")).to_be_visible()
        return page


@pytest.fixture
def cast(site, monkeypatch):  # noqa: F811
    reference.load()
    cast = make_cast()
    Organisation.objects.update(published_at="2020-01-01T00:00:00Z")
    office(cast.bureau)
    cast.clock = Clock(monkeypatch)
    return cast


def files(page: Page, address: str, *, looked_at: bool = False) -> tuple[str, str]:
    """The villager: number and code. ``looked_at``: each page is measured on the way."""

    def look() -> None:
        assert not sticks_out(page)
        assert not looked_at or serious(page) == []

    page.goto(f"{address}/foi/")
    look()
    page.get_by_role("link", name=BUREAU).click()
    look()
    page.get_by_label("您要什么信息").fill("东村征收土地公告")
    page.get_by_role("button", name="找一找").click()
    page.get_by_role("link", name="填申请表").click()
    expect(page.get_by_label("信息名称")).to_have_value("东村征收土地公告")
    look()
    page.get_by_label("姓名或单位名称").fill(NAME)
    page.get_by_label("证件号码").fill("110105194912310021")
    page.get_by_label("电话").fill("13812345678")
    page.get_by_label("其他特征").fill(DESCRIPTION)
    page.get_by_role("button", name="交上去").click()
    expect(page.get_by_text("还没有交上去")).to_be_visible()
    expect(page.get_by_label("证件号码")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("其他特征")).to_have_value(DESCRIPTION)
    page.get_by_label("证件号码").fill(ID_NUMBER)
    page.get_by_role("button", name="交上去").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("收到了您的申请表")
    look()
    number, code = page.locator(".receipt-number").all_inner_texts()
    return number, code


def told(page: Page, address: str, number: str, code: str) -> str:
    page.goto(f"{address}/foi/receipt?number={number}")
    page.get_by_label("查询码").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"申请 {number}")
    return page.locator("main").inner_text()


def test_an_application_lives_through_spring_festival_with_every_step_and_its_last_days(
    cast,
    site,  # noqa: F811
    page: Page,
    browser: Browser,
):
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_viewport_size(PHONE)
    editor, clerk = cast.county_editor, Clerk(browser, site)
    cast.clock.set("2026-01-30 17:50")
    number, code = files(page, site, looked_at=True)
    assert "还没有确认" in told(page, site, number, code)

    def due(shown: Page, day: str) -> None:
        expect(shown.locator("dl.facts").first).to_contain_text(day)

    cast.clock.set("2026-02-02 09:00")
    first = clerk.takes(editor, number, "确认收到")
    due(first, "2026-03-06")
    assert serious(first) == [] and NAME not in first.content()
    cast.clock.set("2026-02-10 09:00")
    due(clerk.takes(editor, number, "要求补正", 要补正什么="请写明哪一年。"), "2026-03-02")
    assert "请补正，到 2026-03-02 为止" in told(page, site, number, code)
    cast.clock.set("2026-02-26 09:00")
    due(clerk.takes(editor, number, "收到补正"), "2026-03-25")
    cast.clock.set("2026-03-04 09:00")
    due(clerk.takes(editor, number, "征求意见", 征求意见书的内容="是否同意公开。"), "还剩 15 个工作日")
    assert "正在征求意见" in told(page, site, number, code)
    cast.clock.set("2026-03-18 09:00")
    due(clerk.takes(editor, number, "登记收到的意见", 意见="同意公开"), "2026-04-09")
    cast.clock.set("2026-04-08 09:00")
    expect(clerk.opens(editor, number).get_by_text("延期须经工作机构负责人同意")).to_be_visible()
    due(clerk.takes(cast.county_publisher, number, "延期", 理由="要到档案馆查找。"), "2026-05-11")
    assert "2026 年 5 月 11 日以前答复" in told(page, site, number, code)
    cast.clock.set("2026-05-08 09:00")
    clerk.takes(editor, number, "答复", 答复种类="予以公开", 答复的内容="公告全文附后。")
    said = told(page, site, number, code)
    assert "已于 2026-05-08 办结：予以公开" in said and "公告全文附后。" in said
    assert not sticks_out(page) and serious(page) == [] and errors == []


def test_an_application_before_national_day_counts_from_the_first_working_day(
    cast,
    site,  # noqa: F811
    page: Page,
    browser: Browser,
):
    page.set_viewport_size(PHONE)
    clerk = Clerk(browser, site)
    cast.clock.set("2025-09-26 17:50")
    number, code = files(page, site)
    # A Sunday that is worked.
    cast.clock.set("2025-09-28 09:00")
    shown = clerk.takes(cast.county_editor, number, "确认收到")
    expect(shown.locator("dl.facts").first).to_contain_text("2025-10-31")
    said = told(page, site, number, code)
    assert "2025-09-26" in said and "2025-09-28" in said and "2025 年 10 月 31 日以前答复" in said
