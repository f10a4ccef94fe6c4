"""/open/ as a visitor with a phone: what was released a moment ago, the choice of its facets, and the feed of that choice."""

import re

import pytest
from playwright.sync_api import Page, expect

from layers.changes.drafting import draft
from tests.browser.tasks.desk import follow
from tests.browser.test_land import PHONE, serious, site  # noqa: F401
from tests.harness.browser import sticks_out
from tests.harness.cast import make_cast
from tests.layers.changes.making import reviewed

pytestmark = pytest.mark.browser
TITLE = "刚刚公布的稳岗补贴办法"


def test_what_was_just_released_is_in_the_catalogue_by_facets_and_in_the_feed(site, page: Page):  # noqa: F811
    cast = make_cast()
    for title, day in ((TITLE, "2026-01-05"), ("早先的稳岗办法", "2020-02-03")):
        after = {"title": title, "organisation": cast.bureau.public_id, "issued_on": day}
        reviewed(draft("policy", cast.county_editor, after=after), cast)

    page.set_viewport_size(PHONE)
    page.goto(f"{site}/open/")
    row = page.locator(".rows .row", has_text=TITLE)
    expect(row).to_contain_text(re.compile("索引号.+"))
    assert not sticks_out(page) and serious(page) == []
    page.locator("summary", has_text="年度").click()
    follow(page, page.get_by_role("link", name=re.compile("2026 年")))
    expect(page.get_by_role("status").first).to_contain_text("共 1 条")
    page.get_by_label("名称、文号或内容").fill("稳岗")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("“稳岗” 共 1 条")
    feed = page.get_by_role("link", name=re.compile("Atom")).get_attribute("href")
    told = page.request.get(f"{site}{feed}")
    assert told.status == 200 and TITLE in told.text() and "早先的稳岗办法" not in told.text()
    follow(page, page.locator(".rows .row", has_text=TITLE))
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
