"""A merger of two villages, by the buttons of those whose step it is; then the public at the old address."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.harness.browser import sticks_out
from tests.harness.signing_in import log_in

pytestmark = pytest.mark.browser


def faults(page: Page) -> list[str]:
    """At phone and desk: what axe calls serious, and what sticks out."""
    found = []
    for width in (360, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        violations = Axe().run(page).response["violations"]
        found += [v["id"] for v in violations if v["impact"] in ("serious", "critical", "moderate")]
        if sticks_out(page):
            found.append(f"sticks out at {width}")
    return found


def test_the_village_of_a_merger_leads_on_in_a_browser(page: Page, sample_site: str):
    """By the buttons, with the samples: drafted, reviewed, published; then the public looks at the old address."""
    log_in(page, sample_site, "demo-county-editor")
    page.goto(f"{sample_site}/staff/villages/?level=4")
    links = page.locator("tbody th a")
    old = [(links.nth(n).inner_text(), links.nth(n).get_attribute("href").split("/")[-2]) for n in range(2)]
    page.goto(f"{sample_site}/staff/villages/{old[0][1]}/reform/?kind=merge")
    second = page.get_by_label("村名").nth(1)
    second.fill(old[1][1])
    page.get_by_role("option").first.click()
    page.get_by_label("名称", exact=True).fill("并起来社区居委会")
    page.get_by_label("12 位代码").fill(f"{old[0][1][:9]}188")
    page.get_by_label("批准文号").fill("示政发〔2026〕1号")
    page.get_by_label("发文机关").fill("示例县人民政府")
    assert faults(page) == []
    page.get_by_role("button", name="看会怎样").last.click()
    expect(page.get_by_role("heading", name="发布以后会怎样")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="存为草稿").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("合并")
    address = page.url
    with page.expect_navigation():
        page.get_by_role("button", name="提交审核").click()
    for name in ("demo-county-reviewer", "demo-county-publisher"):
        page.context.clear_cookies()
        log_in(page, sample_site, name)
        page.goto(address)
        word = "通过" if name.endswith("reviewer") else "发布"
        with page.expect_navigation():
            page.get_by_role("button", name=word, exact=True).click()
    expect(page.get_by_text("公众现在就能看到")).to_be_visible()
    page.context.clear_cookies()
    page.goto(f"{sample_site}/v/{old[0][1]}")
    expect(page).to_have_url(f"{sample_site}/v/{old[0][1][:9]}188")
    expect(page.get_by_text(f"原{old[0][0]}")).to_be_visible()
