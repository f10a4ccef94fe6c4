"""Whatever text stands in whatever column: no page runs it, none breaks, and nothing that the policy forbids is tried."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.harness.browser import settled
from tests.harness.signing_in import log_in

pytestmark = [pytest.mark.browser, pytest.mark.long]
EDITOR = "demo-city-editor"
LISTS = (
    "/", "/map/", "/map/list", "/land/", "/services/", "/services/offices/", "/know/", "/know/stickers", "/policies/",
    "/enterprise/", "/enterprise/match/resident/", "/enterprise/match/enterprise/", "/media/", "/sites/", "/videos/",
    "/zones/", "/boards/", "/foi/", "/sitemap/", "/search?q=alert", "/search?q=script", "/search?q=onerror",
    "/staff/", "/staff/duties/", "/staff/zones/", "/staff/boards/", "/staff/postings/", "/staff/on-site/",
)  # fmt: skip
LISTEN = """document.addEventListener("securitypolicyviolation",
  (event) => console.log("VIOLATION " + event.violatedDirective + " " + event.blockedURI));"""


@pytest.fixture(scope="module")
def poisoned(worker: str, django_db_blocker: Any) -> Iterator[tuple[str, list[str]]]:
    """A served copy of the samples, and the addresses of one record of each noun with all its text replaced."""
    from tests.harness.databases import cloned, sample_template
    from tests.harness.logins import aliases_on
    from tests.harness.site import served

    with (
        cloned(sample_template(), f"naughty_{worker}") as database,
        aliases_on(database),
        django_db_blocker.unblock(),
        served(database) as url,
    ):
        yield url, poison_one_of_each()


def poison_one_of_each() -> list[str]:
    from layers.changes.drafting import draft
    from layers.search.index import rebuild
    from layers.staff.models import User
    from layers.staff.scope import scope_of
    from portal.desk.forms.layout import LAYOUTS
    from portal.desk.noun import DESK_NOUNS
    from tests.harness.naughty import poison

    editor = User.objects.get(username=EDITOR)
    scope, addresses, columns, missing = scope_of(editor), [], list[str](), []
    for kind in DESK_NOUNS.values():
        rows = kind.rows(scope).order_by("pk")
        if kind.noun.is_lasting:
            rows = rows.filter(withdrawn_at__isnull=True)
        row = next((one for one in rows.iterator(chunk_size=200) if kind.may_edit(scope, one)), None)
        if row is None:
            missing.append(kind.slug)
            continue
        columns += poison(kind.noun, row)
        key = kind.key(row)
        addresses += [f"/staff/{kind.slug}/", f"/staff/{kind.slug}/{key}/"]
        if hasattr(row, "get_absolute_url"):
            addresses.append(row.get_absolute_url())
        if kind.name in LAYOUTS:
            made = draft(kind.name, editor, key)
            addresses += [made.get_absolute_url(), f"/staff/changes/{made.public_id}/edit/"]
        if kind.alone:
            addresses.append(f"/staff/{kind.slug}/{key}/quick/")
    rebuild()
    # The samples have something of every noun, and each has columns for words.
    assert missing == []
    assert len({one.partition(".")[0] for one in columns}) >= 25, columns
    assert len(columns) >= 100, columns
    return addresses


def test_no_page_runs_it_and_none_breaks(browser: Browser, poisoned: tuple[str, list[str]]):
    site, addresses = poisoned
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    context.add_init_script(LISTEN)
    page = context.new_page()
    faults: list[str] = []
    page.on(
        "dialog", lambda dialog: (faults.append(f"{page.url}: dialog {dialog.message}"), dialog.dismiss())
    )
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda line: (
            faults.append(f"{page.url}: {line.text}")
            if "VIOLATION" in line.text or "Content Security Policy" in line.text
            else None
        ),
    )
    log_in(page, site, EDITOR)
    shown = sum(visit(page, site + address, faults) for address in [*LISTS, *addresses])
    assert faults == []
    # It stood there, as words.
    assert shown > len(addresses) // 2


def visit(page: Page, address: str, faults: list[str]) -> bool:
    answer = page.goto(address)
    if answer is None or answer.status >= 400:
        faults.append(f"{address}: {answer and answer.status}")
    settled(page)
    return "alert(1)" in page.content()
