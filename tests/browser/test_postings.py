"""The phone page of whoever posts, at 360 px: one tap and a photo, and nothing of the phone in what is published."""

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from tests.harness.browser import sticks_out
from tests.harness.signing_in import log_in
from tests.portal.desk.photos import phone_photo

pytestmark = pytest.mark.browser


def test_a_sheet_is_recorded_by_one_thumb_with_a_photo_that_keeps_no_place(page: Page, sample_site):
    page.set_viewport_size({"width": 360, "height": 740})
    log_in(page, sample_site, "demo-county-editor")
    page.goto(f"{sample_site}/staff/postings/")
    card = page.locator(".posting", has=page.get_by_role("button", name="已张贴")).first
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert not sticks_out(page)
    button = card.get_by_role("button", name="已张贴").bounding_box()
    assert button is not None
    assert button["height"] >= 44
    assert button["width"] >= 250
    card_id = card.get_attribute("id")
    case = card.locator("a").first.get_attribute("href")
    card.get_by_label("照片").set_input_files(
        {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": phone_photo()}
    )
    card.get_by_role("button", name="已张贴").click()
    expect(page.get_by_role("status").first).to_contain_text("已记下")
    photo = page.locator(f"#{card_id}").get_by_role("link", name="看照片")
    expect(photo).to_be_visible()
    address = photo.get_attribute("href")

    public = page.context.browser.new_context()
    shown = public.request.get(f"{sample_site}{address}")
    assert shown.status == 200
    assert dict(Image.open(io.BytesIO(shown.body())).getexif()) == {}
    assert address in public.request.get(f"{sample_site}{case}").text()
    for kind, words in (("ics", "BEGIN:VEVENT"), ("atom", "<entry>")):
        assert words in public.request.get(f"{sample_site}{case}.{kind}").text()
    public.close()
