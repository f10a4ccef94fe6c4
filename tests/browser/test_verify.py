"""E 7: a downloaded file is compared in the browser; nothing of it leaves the device."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect

from tests.harness.browser import sticks_out
from tests.harness.crawl import crawl, kind_of

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1920, "height": 1080}
KIOSK = {"width": 1080, "height": 1920}


@pytest.fixture(scope="module")
def document(sample_site: str) -> str:
    """The address of a document that is public."""
    found = crawl(sample_site, ["/land/371625104000", "/v/371625104215"], lambda kind: 2)
    return next(
        address for address, page in sorted(found.items()) if kind_of(address) == "/d/…" and page.is_page
    )


def choose(page: Page, content: bytes) -> None:
    page.set_input_files("#file", {"name": "公告.pdf", "mimeType": "application/pdf", "buffer": content})
    page.wait_for_url("**/verify?hash=*")


def test_e7_a_downloaded_pdf_is_the_same_and_with_one_byte_changed_it_is_not(
    browser: Browser, sample_site: str, document: str
) -> None:
    page = browser.new_context(viewport=PHONE, locale="zh-CN").new_page()
    page.goto(sample_site + document)
    with page.expect_download() as download:
        page.click(".viewer-download")
    content = download.value.path().read_bytes()
    title = page.locator("h1").inner_text()
    assert content.startswith(b"%PDF")

    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))
    page.goto(f"{sample_site}/verify")
    choose(page, content)
    expect(page.locator("#answer h2")).to_contain_text("原件一致")
    expect(page.locator("#answer")).to_contain_text(title)
    expect(page.locator("#answer")).to_contain_text("公布时间")
    seen(page, "same")

    middle = len(content) // 2
    changed = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    choose(page, changed)
    expect(page.locator("#answer h2")).to_have_text("不一致")
    seen(page, "changed")
    # The server stores nothing of the upload, because there is none.
    assert {request.method for request in requests} == {"GET"}
    assert all(request.post_data_buffer is None for request in requests)
    assert all(len(request.url) < 200 for request in requests)


def seen(page: Page, name: str) -> None:
    for size in (PHONE, DESKTOP, KIOSK):
        page.set_viewport_size(size)
        assert not sticks_out(page)
    faults = [
        v["id"] for v in Axe().run(page).response["violations"] if v["impact"] in {"serious", "critical"}
    ]
    assert faults == []
    page.set_viewport_size(PHONE)


def test_without_script_the_hash_is_pasted(browser: Browser, sample_site: str, document: str) -> None:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto(sample_site + document)
    digest = page.locator(".viewer-ask code").inner_text()
    page.goto(f"{sample_site}/verify")
    expect(page.locator("#file")).to_be_hidden()
    page.fill("#hash", digest)
    page.click("text=比对")
    expect(page.locator("#answer h2")).to_contain_text("原件一致")


def test_an_address_without_https_says_that_the_browser_cannot_compute(
    browser: Browser, sample_site: str
) -> None:
    page = browser.new_context(viewport=PHONE, locale="zh-CN").new_page()
    page.add_init_script("Object.defineProperty(window.crypto, 'subtle', { value: undefined })")
    page.goto(f"{sample_site}/verify")
    expect(page.locator("[data-verify-insecure]")).to_be_visible()
    expect(page.locator("#file")).to_be_hidden()
