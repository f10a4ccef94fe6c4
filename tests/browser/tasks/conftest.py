"""What the tasks of docs/tasks begin with: a visitor with a phone or before a kiosk, a clerk at her desk."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.harness.browser import sticks_out
from tests.harness.signing_in import log_in

SIZES = {"phone": ({"width": 360, "height": 740}, ""), "kiosk": ({"width": 1080, "height": 1920}, "kiosk")}
DESK = {"width": 1366, "height": 768}
OURS = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture(params=SIZES)
def visitor(request: pytest.FixtureRequest, browser: Browser, sample_site: str) -> Iterator[Page]:
    """Once with a phone, once before a kiosk. Wherever the task ends, nothing is wider than the screen."""
    viewport, device = SIZES[request.param]
    context = browser.new_context(viewport=viewport, base_url=sample_site, **OURS)
    if device:
        context.add_cookies([{"name": "device", "value": device, "url": sample_site}])
    page = context.new_page()
    yield page
    if not page.is_closed():
        assert not sticks_out(page)
    context.close()


@pytest.fixture
def is_kiosk(visitor: Page) -> bool:
    return visitor.viewport_size == SIZES["kiosk"][0]


@pytest.fixture(scope="session")
def sessions() -> dict[str, object]:
    """What the browser of each clerk has kept, by name: she logs in once a run."""
    return {}


@pytest.fixture
def clerk(browser: Browser, sample_site: str, sessions: dict[str, object]) -> Iterator[Callable[[str], Page]]:
    """The desk of a demo account, opened at its home."""
    contexts = []

    def at_her_desk(name: str) -> Page:
        kept = sessions.get(name)
        context = browser.new_context(viewport=DESK, base_url=sample_site, storage_state=kept, **OURS)
        contexts.append(context)
        page = context.new_page()
        page.goto("/staff/")
        if "/login" in page.url:
            log_in(page, sample_site, name)
            sessions[name] = context.storage_state()
        return page

    yield at_her_desk
    for context in contexts:
        context.close()
