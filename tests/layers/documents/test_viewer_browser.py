"""The viewer in a browser, at the size of a phone, a desk and a kiosk; and without script."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from layers.documents.derive import derive
from layers.documents.models import Document, DocumentVersion
from layers.documents.publish import add_version, publish
from tests.harness.browser import sticks_out
from tests.harness.databases import sample_files
from tests.harness.site import served
from tests.layers.documents.files import THREE_PAGES, pdf, stores_in

pytestmark = pytest.mark.browser
SIZES = {"phone": (360, 780), "desk": (1920, 1080), "kiosk": (1080, 1920)}


@pytest.fixture
def shown(committed_database, settings) -> DocumentVersion:
    stores_in(sample_files() / "media", settings)
    version = add_version(
        Document.objects.create(is_sample=True),
        pdf(*THREE_PAGES),
        file_name="a.pdf",
        title="征收土地公告(示例)",
    )
    derive(version)
    publish(version)
    return version


@pytest.fixture
def site(committed_database, shown):
    root = Path(__file__).parents[3]
    collect = [sys.executable, "manage.py", "prepare", "static"]
    # As the template of the sample sites does it, which the other worker may be making just now.
    files = {"CUNTU_VAR": str(sample_files()), "CUNTU_DEMO": "1"}
    variables = os.environ | committed_database.environment() | files
    subprocess.run(collect, cwd=root, env=variables, check=True)
    with served(committed_database) as url:
        yield url


def test_a_reader_pages_zooms_and_searches_on_every_device_and_without_script(site, shown, browser):
    # One test, because each would need a database, a server and the static files of its own.
    for device, size in SIZES.items():
        read_on(
            browser, f"{site}{shown.get_absolute_url()}?device={device if device == 'kiosk' else ''}", size
        )
    read_without_script(browser, f"{site}{shown.get_absolute_url()}?q=补偿")


def read_on(browser, address: str, size: tuple[int, int]) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(address)

    first = page.locator("#page-1 img")
    before = first.bounding_box()["width"]
    page.click("[data-zoom=in]")
    assert first.bounding_box()["width"] == pytest.approx(before * 1.25, rel=0.02)
    page.click("a[href='#page-3']")
    page.locator("#page-3 img").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('#page-3 img').naturalWidth > 0")
    assert not sticks_out(page)

    page.fill("#viewer-q", "六万")
    page.press("#viewer-q", "Enter")
    page.wait_for_url("**q=*")
    assert page.locator(".viewer-found mark").inner_text() == "六万"
    violations = Axe().run(page).response["violations"]
    serious = [each["id"] for each in violations if each["impact"] in {"serious", "critical"}]
    assert (serious, problems) == ([], [])
    context.close()


def read_without_script(browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(address)
    assert page.locator(".viewer-page img").count() == 3
    assert page.locator("[data-zoom-tools]").is_hidden()
    assert page.locator(".viewer-words[open] mark").inner_text() == "补偿"
    with page.expect_download() as download:
        page.click(".viewer-download")
    assert download.value.suggested_filename == "征收土地公告(示例).pdf"
    assert Path(download.value.path()).read_bytes() == pdf(*THREE_PAGES)
    context.close()
