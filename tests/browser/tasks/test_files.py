"""A clerk adds a file to a policy and a form to an item in the editor; the reviewers find it in the change set."""

import pytest
from playwright.sync_api import expect

from tests.browser.tasks.desk import field, hand_in, open_first, press
from tests.layers.documents.files import pdf

pytestmark = pytest.mark.browser
OFFICE = "demo-city-editor"


@pytest.mark.parametrize(
    ("slug", "rows"),
    [("policies", "policy_files"), pytest.param("items", "item_files", marks=pytest.mark.long)],
)
def test_a_file_is_sent_from_the_editor_and_stands_in_the_review(clerk, slug, rows):
    page = clerk(OFFICE)
    open_first(page, slug)
    press(page, "修改")
    row = page.locator(f'[data-rows="{rows}"] [name$="-version_title"]')
    before = row.count()
    sent = {"name": "申请表（示例）.pdf", "mimeType": "application/pdf", "buffer": pdf("申请表")}
    page.locator("#id_files").set_input_files(sent)
    expect(row).to_have_count(before + 1)
    expect(row.last).to_have_value("申请表（示例）")
    if slug == "items":
        page.locator('[name$="-use"]').last.select_option("filled")
        page.locator('[name^="item_files-"][name$="-material"]').last.fill("申请表")
    expect(field(page, "files")).to_be_visible()
    hand_in(page)
    expect(page.locator(".set-files").get_by_text("申请表（示例）").first).to_be_visible()
