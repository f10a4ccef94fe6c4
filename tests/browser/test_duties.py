"""One walk over the duty board, the catalogue and what is seen on the spot, on the samples, at three sizes."""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.harness.signing_in import log_in

pytestmark = pytest.mark.browser
SIZES = {"phone": (360, 740), "desk": (1920, 1080), "kiosk": (1080, 1920)}


def look(page: Page, name: str) -> None:
    """No page is wider than its screen, and axe finds nothing."""
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, size)
        if folder := os.environ.get("CUNTU_SHOTS"):
            page.screenshot(path=Path(folder) / f"{name}-{size}.png", full_page=True)
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in found] == [], name


def test_from_the_board_to_the_rows_and_from_the_case_to_the_counter(
    sample_site: str, browser: Browser
) -> None:
    page = browser.new_page(
        viewport={"width": 1920, "height": 1080}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    log_in(page, sample_site, "demo-county-publisher")
    page.get_by_role("link", name="履职看板").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("履职看板")
    look(page, "board")
    page.set_viewport_size({"width": 1920, "height": 1080})
    # What is public in time stands last; a page of rows lists 300 of them.
    number = page.locator(".duty-table .is-total td a").last
    wanted = int(re.findall(r"\d+", number.inner_text())[0])
    number.click()
    expect(page.locator("tbody tr")).to_have_count(min(wanted, 300))
    look(page, "rows")

    page.goto(f"{sample_site}/staff/on-site/")
    look(page, "on-site")
    page.locator(".rows a").first.click()
    look(page, "on-site-case")
    name = page.get_by_role("heading", level=1).inner_text()
    form = page.locator("section.card").first
    kind = form.get_by_role("heading").inner_text()
    form.get_by_label("出示给").select_option("villager")
    form.get_by_label("事由").fill("核对自家的结果")
    form.get_by_role("button", name="打开").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(kind)
    look(page, "shown")

    stranger = browser.new_page(viewport={"width": 360, "height": 740}, locale="zh-CN")
    stranger.goto(f"{sample_site}/land/catalogue")
    expect(stranger.locator("#item-pre_notice")).to_contain_text("本系统已公开")
    look(stranger, "catalogue")
    stranger.goto(f"{sample_site}/search?q={name}")
    stranger.get_by_role("link", name=name).first.click()
    expect(stranger.locator("#on-site")).to_contain_text(kind)
    expect(stranger.locator(".land-explained")).to_contain_text("政策解读")
    look(stranger, "house")
    for one in (page, stranger):
        one.context.close()
