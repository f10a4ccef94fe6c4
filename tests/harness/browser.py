"""Debian's chromium instead of a downloaded one; it calls nobody. And when a page has come to rest."""

from contextlib import suppress

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as StillAsking

LAUNCH = {
    "executable_path": "/usr/bin/chromium",
    "args": [
        "--no-sandbox",  # root in a container has no user namespaces
        "--disable-dev-shm-usage",  # a container's /dev/shm may be 64 MB
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ],
}


def settled(page: Page) -> None:
    """What still asks after ten seconds, a slow machine or a screen with a film, is looked at as it stands."""
    with suppress(StillAsking):
        page.wait_for_load_state("networkidle", timeout=10_000)


def sticks_out(page: Page) -> bool:
    """Whether something is wider than the screen, on the page that a press has just sent for, too."""
    page.wait_for_load_state()
    screen = page.viewport_size
    assert screen is not None
    return page.locator("html").evaluate("html => html.scrollWidth") > screen["width"]
