"""A list of offices in a real browser: the template filled in, a fault mended in the sheet that comes back, a draft."""

import io
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.harness.browser import sticks_out
from tests.harness.signing_in import log_in

pytestmark = pytest.mark.browser


def looked_at(page: Page) -> None:
    """On a phone and on a desk nothing sticks out and nothing shuts people out."""
    for width in (360, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical", "moderate")] == []
        assert not sticks_out(page), width


def downloaded(page: Page, role: str, name: str):
    with page.expect_download() as download:
        page.get_by_role(role, name=name).click()
    return load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))


def handed_in(page: Page, book, path: Path) -> None:
    book.save(path)
    page.get_by_label("表格", exact=True).set_input_files(path)
    page.get_by_role("button", name="检查表格").click()


def test_a_list_of_offices_is_mended_and_becomes_one_draft(page: Page, sample_site: str, tmp_path):
    log_in(page, sample_site, "demo-county-editor")
    page.goto(f"{sample_site}/staff/organisations/import")
    looked_at(page)
    book = downloaded(page, "link", "下载模板（xlsx）")
    sheet = book.worksheets[0]
    titles = [str(cell.value).replace("*", "") for cell in sheet[1]]
    county = next(
        cell.value
        for hidden in book.worksheets[1:]
        for row in hidden.iter_rows()
        for cell in row
        if cell.value and str(cell.value).split()[-1].isdigit()
    )
    for row, (name, phone) in enumerate(
        (("县示例便民中心甲", "0530-5550001"), ("县示例便民中心乙", "五五五")), 3
    ):
        for title, value in (("名称", name), ("区划", county), ("办公电话", phone)):
            sheet.cell(row, titles.index(title) + 1).value = value
    handed_in(page, book, tmp_path / "单位.xlsx")
    expect(page.get_by_text("有 1 处要改，一行也没有保存")).to_be_visible()
    expect(page.get_by_role("cell", name="不像电话号码")).to_be_visible()
    looked_at(page)

    mended = downloaded(page, "button", "下载标出错误的表格")
    told = [cell.value for cell in mended.active[1]]
    assert mended.active.cell(4, told.index("错误") + 1).value == "办公电话：不像电话号码"
    mended.active.cell(4, titles.index("办公电话") + 1).value = "0530-5550002"
    handed_in(page, mended, tmp_path / "单位改好.xlsx")
    expect(page.get_by_text("检查通过，还没有保存")).to_be_visible()
    expect(page.get_by_role("cell", name="县示例便民中心乙")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("导入完成")).to_be_visible()
    page.get_by_role("link", name="去看草稿，提交审核").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("单位")
    expect(page.get_by_text("县示例便民中心甲").first).to_be_visible()
