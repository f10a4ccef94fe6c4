"""Every page that the menu of the desk leads to, with the samples: nothing sticks out, nothing hides from who cannot see."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.harness.browser import sticks_out
from tests.harness.signing_in import log_in

pytestmark = [pytest.mark.browser, pytest.mark.long]
SIZES = ({"width": 360, "height": 740}, {"width": 1920, "height": 1080})
PEOPLE = ("demo-county-editor", "demo-county-publisher", "demo-village-clerk", "demo-auditor")


def test_every_page_of_the_menu_passes_axe_and_fits_a_phone_and_a_desk(
    browser: Browser, sample_site: str
) -> None:
    looked_at: set[str] = set()
    faults: list[str] = []
    heard: list[str] = []
    for person in PEOPLE:
        page = browser.new_page(locale="zh-CN", timezone_id="Asia/Shanghai")
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("console", lambda told: heard.append(told.text) if told.type == "error" else None)
        log_in(page, sample_site, person)
        menu = page.locator('nav a[href^="/staff/"]').evaluate_all(
            "links => links.map(link => link.getAttribute('href'))"
        )
        for address in sorted(set(menu) - looked_at):
            looked_at.add(address)
            for size in SIZES:
                page.set_viewport_size(size)
                page.goto(sample_site + address)
                found = Axe().run(page).response["violations"]
                faults += [
                    f"{person} {address} {size['width']}: {one['id']} {one['nodes'][0]['target']}"
                    for one in found
                ]
                if sticks_out(page):
                    faults.append(f"{person} {address} {size['width']}: scrolls sideways")
        page.context.close()
    assert faults == [] and heard == []
    assert len(looked_at) > 30 and "/staff/duties/" in looked_at
