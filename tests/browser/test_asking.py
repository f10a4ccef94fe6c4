"""办事咨询 from the phone to the desk and back: asked, taken in, answered, rated."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tasks.conftest import clerk, sessions  # noqa: F401
from tests.browser.tasks.desk import follow, press
from tests.harness.browser import sticks_out

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
SAID = "搬到县城以后，老家的养老待遇认证到哪里办，能不能请邻居代办"


def test_a_question_of_a_phone_is_answered_at_the_desk_and_rated(page: Page, sample_site: str, clerk):  # noqa: F811
    page.set_viewport_size(PHONE)
    page.goto(f"{sample_site}/ask/")
    # Of a county, for the city's desk sees what is below it.
    county = page.locator("#id_office option", has_text="县").first.get_attribute("value")
    page.locator("#id_office").select_option(county)
    page.locator("#id_text").fill(SAID)
    follow(page, page.get_by_role("button", name="交上去"))
    again = page.get_by_role("button", name="都不是，交上去")
    if again.count():
        follow(page, again)
    expect(page.get_by_role("heading", level=1)).to_have_text("问题收到了")
    number, code = page.locator(".receipt-number").all_inner_texts()
    assert code not in page.url
    assert not sticks_out(page)

    desk = clerk("demo-city-editor")
    desk.goto(f"/staff/questions/{number}/")
    expect(desk.get_by_text(SAID)).to_be_visible()
    press(desk, "受理")
    desk.get_by_label("答复").first.fill("带身份证到任何一个乡镇便民服务中心都能认证。")
    press(desk, "答复")
    expect(desk.get_by_role("status").first).to_contain_text("已答复")

    follow(page, page.get_by_role("link", name="查办理情况"))
    page.get_by_label("查询码").fill(code)
    follow(page, page.get_by_role("button", name="查一查"))
    expect(page.get_by_text("带身份证到任何一个乡镇便民服务中心都能认证。")).to_be_visible()
    page.locator("label[for='rating-5']").click()
    follow(page, page.get_by_role("button", name="评价", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("谢谢您的评价")
    desk.reload()
    expect(desk.get_by_text("5 分")).to_be_visible()
