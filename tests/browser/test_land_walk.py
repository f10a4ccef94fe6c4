"""The walk of a villager of 博兴县 on the samples: county, town, village, case, and its 批复 page by page."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_villager_of_boxing_reads_the_approval_of_a_case(sample_site: str, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{sample_site}/land/")
    page.get_by_role("link", name="博兴县").click()
    page.get_by_role("link", name="湖滨镇").click()
    # A village that has cases says how many.
    page.locator(".choice", has_text=re.compile(r"\d 件")).first.click()
    expect(page).to_have_url(re.compile(r"/v/\d{12}$"))
    page.get_by_role("tab", name="征地批复").click()
    expect(page.locator("#tab-approval")).to_be_visible()
    case = page.locator("#cases .case-row").filter(has_text=re.compile("已批准|已公告实施|旧程序")).first
    case.click()
    expect(page).to_have_url(re.compile(r"/c/[0-9A-Z]{9}$"))
    page.get_by_role("tab", name="征地批复").click()
    page.locator("#tab-approval .row").first.click()
    expect(page).to_have_url(re.compile(r"/d/[0-9A-Z]{9}"))
    pages = page.locator(".viewer-page")
    expect(pages.first).to_be_visible()  # the address changes before the page is there
    for number in range(pages.count()):
        picture = pages.nth(number).locator("img")
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("(image) => image.naturalWidth") > 0
