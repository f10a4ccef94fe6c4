"""The editor of a case in a real browser: files dragged onto it, corners pasted into it, kept without a press of a button."""

import base64

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.harness.browser import sticks_out
from tests.harness.signing_in import log_in
from tests.layers.documents.files import pdf, picture

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1440, "height": 1000}
# 100 m × 150 m, in the 39th zone with its number in front.
CORNERS = "J1 4113800.000 39599400.000\nJ2 4113800.000 39599550.000\nJ3 4113700.000 39599550.000\nJ4 4113700.000 39599400.000"
# What dragging from a folder gives: a DataTransfer with files.
DROP = """(files) => {
  const dragged = new DataTransfer();
  for (const { name, type, content } of files) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    dragged.items.add(new File([bytes], name, { type }));
  }
  const target = document.querySelector("[data-drop]");
  for (const kind of ["dragover", "drop"]) {
    target.dispatchEvent(new DragEvent(kind, { dataTransfer: dragged, bubbles: true, cancelable: true }));
  }
}"""


def dragged(name: str, kind: str, content: bytes) -> dict[str, str]:
    return {"name": name, "type": kind, "content": base64.b64encode(content).decode()}


def axe(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_two_files_are_dragged_onto_a_case_and_one_parcel_is_pasted(page: Page, sample_site):
    page.set_viewport_size(DESKTOP)
    log_in(page, sample_site, "demo-county-editor")
    page.goto(f"{sample_site}/staff/cases/")
    page.get_by_role("button", name="新建").click()
    expect(page.get_by_role("heading", name="新增征地案件")).to_be_visible()
    page.get_by_label("名称").first.fill("试一试的批次")
    page.evaluate(
        DROP,
        [
            dragged("征收土地预公告.pdf", "application/pdf", pdf("征收土地预公告", "附图")),
            dragged("供地方案.png", "image/png", picture(300, 400)),
            dragged("网页.pdf", "application/pdf", b"<!doctype html><script>alert(1)</script>"),
        ],
    )
    rows = page.locator('[data-rows="case_documents"] > .row-list > [data-row]')
    expect(rows).to_have_count(2, timeout=30_000)
    expect(page.locator("[data-uploads]")).to_contain_text("网页.pdf:内容是", timeout=30_000)
    expect(page.locator("[data-uploads] progress")).to_have_count(0)
    expect(rows.nth(0).locator("[data-file-told]")).to_contain_text("PDF，2 页")
    expect(rows.nth(0).get_by_label("是什么文件")).to_have_value("pre_notice")
    expect(rows.nth(1).get_by_label("标题")).to_have_value("供地方案")
    # The gate's own words beside each file.
    expect(rows.nth(0).locator("[data-file-said]")).to_contain_text("公布前检查")
    rows.nth(0).get_by_label("标题").fill("关于试点的征收土地预公告")

    page.get_by_role("button", name="再加一行地块").click()
    parcel = page.locator('[data-rows="parcels"] > .row-list > [data-row]')
    parcel.get_by_label("地块编号").fill("DK-01")
    parcel.get_by_label("拟用途").fill("工业用地")
    parcel.get_by_label("申报面积（公顷）").fill("1.6")
    parcel.get_by_label("界址点坐标").fill(CORNERS)
    parcel.get_by_label("坐标系").select_option("4527")
    told = page.locator("[data-preview=parcels]")
    expect(told).to_contain_text("地块 DK-01 坐标面积 1.5000 公顷", timeout=20_000)
    expect(told).to_contain_text("超出允许差")
    expect(page.locator("#map")).to_have_attribute("data-ready", "yes")
    axe(page)

    here, context = page.url, page.context
    page.close()
    again = context.new_page()
    again.set_viewport_size(PHONE)
    again.goto(here)
    rows = again.locator('[data-rows="case_documents"] > .row-list > [data-row]')
    expect(rows).to_have_count(2)
    expect(rows.nth(0).get_by_label("标题")).to_have_value("关于试点的征收土地预公告")
    expect(again.get_by_text("4 个界址点，EPSG:4527，坐标面积 1.5000 公顷")).to_be_visible()
    expect(again.locator("#map")).to_have_attribute("data-ready", "yes")
    assert not sticks_out(again)
    axe(again)
    with context.expect_page() as opened:
        rows.nth(0).get_by_role("link", name="打开").click()
    file = opened.value
    expect(file.get_by_role("heading", name="征收土地预公告", exact=True)).to_be_visible()
    expect(file.get_by_text("公众还看不到")).to_be_visible()
    axe(file)
