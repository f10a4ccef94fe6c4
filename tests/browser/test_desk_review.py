"""The review in a real browser, by the cast of the samples: who drafts, who signs, who sees nothing, who reads the trail."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.harness.signing_in import log_in

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1920, "height": 1080}
COUNTY = "demo-county-editor"
REVIEWERS = [
    ("demo-county-reviewer", "初审"),
    ("demo-county-reviewer-2", "复审"),
    ("demo-county-reviewer-3", "终审"),
]


@pytest.fixture(scope="module")
def desk_site(worker: str, django_db_blocker: Any) -> Iterator[str]:
    """A served copy of the samples that this process can reach too: for drafts and hashes."""
    from tests.harness.databases import cloned, sample_template
    from tests.harness.logins import aliases_on
    from tests.harness.site import served

    with (
        cloned(sample_template(), f"review_{worker}") as database,
        aliases_on(database),
        django_db_blocker.unblock(),
        served(database) as url,
    ):
        yield url


@pytest.fixture
def desk_of(browser: Browser, desk_site: str) -> Iterator[Callable[[str], Page]]:
    """Somebody's own browser, logged in; the same one when asked again."""
    known: dict[str, Page] = {}

    def opened(name: str) -> Page:
        if name not in known:
            page = browser.new_page(viewport=DESKTOP, locale="zh-CN", timezone_id="Asia/Shanghai")
            log_in(page, desk_site, name)
            known[name] = page
        return known[name]

    yield opened
    for page in known.values():
        page.context.close()


def user(name: str) -> Any:
    from layers.staff.models import User

    return User.objects.get(username=name)


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def found_in_county(model: Any, **wanted: Any) -> Any:
    """A record of the samples that the county's editor may edit."""
    from layers.staff.scope import scope_of

    scope = scope_of(user(COUNTY))
    lookup = ("county__path",) if model.__name__ == "Case" else ()
    return scope.rows(model.objects.published().filter(**wanted), *lookup, roles=["editor"]).order_by("pk").first()
