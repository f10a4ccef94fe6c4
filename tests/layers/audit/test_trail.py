"""Who reads what of the trail."""

from dataclasses import dataclass

import pytest

from layers.audit.acting import acting
from layers.audit.models import AuditEntry
from layers.audit.record import record
from layers.audit.trail import entries_for, page_of, trail_of
from layers.staff.models import User

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Grant:
    role: str
    region_path: str


@dataclass(frozen=True)
class Paths:
    region_paths: tuple[str, ...]


@pytest.fixture
def done() -> dict[str, int]:
    """One entry of a person of each region, and one of nobody."""
    people = {path: User.objects.create(username=path) for path in ("1/", "1/7/", "1/70/", "1/7/9/")}
    made = {"": record("seal")}
    for path, user in people.items():
        with acting(user, scope=Paths((path,))):
            made[path] = record("export")
    return made


@pytest.mark.parametrize(
    ("grants", "seen"),
    [
        ([Grant("auditor", "1/7/")], ["1/7/", "1/7/9/"]),  # and not 1/70/
        ([Grant("audit_admin", "1/")], ["", "1/", "1/7/", "1/70/", "1/7/9/"]),
        ([Grant("editor", "1/"), Grant("system_admin", "1/")], []),
        ([Grant("editor", "1/"), Grant("auditor", "1/70/")], ["1/70/"]),
        ([Grant("auditor", "")], []),
        ([], []),
    ],
)
def test_an_auditor_sees_what_people_of_the_regions_below_did(done, grants, seen) -> None:
    found = set(entries_for(grants).values_list("pk", flat=True))
    assert found & set(done.values()) == {done[path] for path in seen}
    assert seen or not found


def test_the_history_of_a_record_is_that_of_no_other_with_its_number(done) -> None:
    user = User.objects.get(username="1/7/")
    record("export", noun="places_place", keys=[user.pk])
    user.phone = "1"
    user.save()
    assert [entry.action for entry in trail_of(User, user.pk)] == ["update", "insert"]
    assert [entry.action for entry in trail_of("places_place", user.pk)] == ["export"]


def test_pages_by_key_neither_repeat_nor_skip(done) -> None:
    entries, pages, before = AuditEntry.objects.order_by("-id"), [], None
    while True:
        rows, before = page_of(entries, before, size=4)
        pages.append(rows)
        if before is None:
            break
    assert [len(page) for page in pages[:-1]] == [4] * (len(pages) - 1)
    assert [row.pk for page in pages for row in page] == list(entries.values_list("pk", flat=True))
