"""Black boxes and false alarms in a real browser: a clerk's file is held back, masked, and passes; a second person decides."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_desk_case import DROP, dragged
from tests.harness.browser import sticks_out
from tests.harness.signing_in import log_in
from tests.layers.documents.files import pdf
from tests.layers.screening.extractors import said_by_all

pytestmark = pytest.mark.browser
# Of nobody: the check character fits, as it does in the number of the second file, which is a project's.
SECRET, PROJECT = "37162519800101123X", "371625198001011248"
A_WHILE_MS = 120_000


@pytest.fixture(scope="module")
def masking_site(worker: str) -> Iterator[str]:
    """A served copy of the samples whose jobs are done: pictures of pages, and recognition."""
    from tests.harness.databases import cloned, sample_template
    from tests.harness.site import served

    with (
        cloned(sample_template(), f"masking_{worker}") as database,
        served(database, with_worker=True) as url,
    ):
        yield url


def until(page: Page, shown: Any) -> None:
    """The pages say that they are to be loaded again."""
    for _ in range(A_WHILE_MS // 2_000):
        if shown().is_visible():
            return
        page.wait_for_timeout(2_000)
        page.reload()
    expect(shown()).to_be_visible()


def axe(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_file_with_an_id_number_is_held_masked_and_passes_and_a_false_alarm_is_let_pass_by_a_second_person(
    browser: Any, masking_site: str, tmp_path: Path
):
    page = browser.new_page(viewport={"width": 1440, "height": 1000}, locale="zh-CN")
    log_in(page, masking_site, "demo-county-editor")
    page.goto(f"{masking_site}/staff/cases/")
    page.get_by_role("button", name="新建").click()
    page.get_by_label("名称").first.fill("遮盖试点批次")
    page.evaluate(
        DROP,
        [
            dragged("征收土地预公告.pdf", "application/pdf", pdf(f"户主身份证 {SECRET}")),
            dragged("供地方案.pdf", "application/pdf", pdf(f"项目编号 {PROJECT}")),
        ],
    )
    rows = page.locator('[data-rows="case_documents"] > .row-list > [data-row]')
    expect(rows).to_have_count(2, timeout=60_000)
    for row in (rows.nth(0), rows.nth(1)):
        expect(row.locator("[data-file-said]")).to_contain_text("第 1 页：疑似身份证号 1 处")
    with page.context.expect_page() as opened:
        rows.nth(0).get_by_role("link", name="打开").click()
    file = opened.value
    file.get_by_role("link", name="遮盖", exact=True).click()
    expect(file.get_by_role("heading", name="遮盖：征收土地预公告")).to_be_visible()
    sheet = file.locator("[data-sheet]")
    until(file, lambda: sheet)
    draw_and_check(file, sheet)
    axe(file)
    file.get_by_role("button", name="生成遮盖后的文件").click()
    expect(file.get_by_text("已生成新文件，遮盖了 1 处")).to_be_visible(timeout=60_000)
    until(file, lambda: file.get_by_text("个人信息检查：未发现个人信息"))
    expect(file.get_by_text("公布前检查")).to_have_count(0)
    made = file.request.get(f"{file.url}original").body()
    said = said_by_all(made, tmp_path)
    assert len(said) == 4 and not [
        name for name, text in said.items() if SECRET[:-1] in text or "户主" in text
    ]

    page.goto(f"{masking_site}/staff/screening/")
    page.get_by_role("link", name="供地方案.pdf").click()
    expect(page.get_by_text("第 1 页：疑似身份证号")).to_be_visible()
    expect(page.get_by_role("button", name="放行勾选的")).to_have_count(0)
    held = page.url
    second = browser.new_page(viewport={"width": 360, "height": 740}, locale="zh-CN")
    log_in(second, masking_site, "demo-county-reviewer")
    second.goto(held)
    for box in second.get_by_role("checkbox", name="疑似身份证号").all():
        box.check()  # on the page, and in what the file says of itself
    second.get_by_label("放行的理由").fill("是项目编号，不是身份证号")
    assert not sticks_out(second)
    axe(second)
    second.get_by_role("button", name="放行勾选的").click()
    expect(second.get_by_text("放行：是项目编号，不是身份证号").first).to_be_visible()
    page.reload()
    expect(page.get_by_text("未发现个人信息")).to_be_visible()
    page.context.close()
    second.context.close()


def placed(box: Any) -> list[float]:
    """Left, top, width and height on its sheet: the window scrolls meanwhile to keep the focus in sight."""
    return box.evaluate(
        """box => {
            const [own, sheet] = [box, box.closest("[data-sheet]")].map((one) => one.getBoundingClientRect());
            return [own.x - sheet.x, own.y - sheet.y, own.width, own.height];
        }"""
    )


def draw_and_check(file: Page, sheet: Any) -> None:
    """One box by mouse over the first line; another by keyboard, moved, made larger and taken away again."""
    file.get_by_role("button", name="加一个框").click()
    box = sheet.locator(".mask-box")
    expect(box).to_be_focused()
    before = placed(box)
    for key in ("ArrowRight", "ArrowDown", "Shift+ArrowRight", "Shift+ArrowDown"):
        file.keyboard.press(key)
    after = placed(box)
    assert all(later > earlier for later, earlier in zip(after, before, strict=True)), (before, after)
    file.keyboard.press("Delete")
    expect(box).to_have_count(0)
    sheet.scroll_into_view_if_needed()
    edge = sheet.bounding_box()
    left, top = edge["x"], edge["y"]
    file.mouse.move(left + 0.05 * edge["width"], top + 0.055 * edge["height"])
    file.mouse.down()
    file.mouse.move(left + 0.6 * edge["width"], top + 0.1 * edge["height"], steps=4)
    file.mouse.move(left + 0.95 * edge["width"], top + 0.15 * edge["height"], steps=4)
    file.mouse.up()
    expect(box).to_have_count(1)
    expect(file.get_by_text("已画 1 处，在 1 页上")).to_be_visible()
