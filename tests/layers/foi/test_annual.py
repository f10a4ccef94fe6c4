"""新收 + 结转 = 办结 + 结转下年, column by column, over random lives of applications; and counted once more by hand."""

import datetime as dt
import random
from collections import Counter

import pytest

from layers.audit.acting import acting
from layers.foi.annual import annual_table
from layers.foi.models import ApplicantKind, Application, Event
from layers.foi.outcomes import ANSWERS
from layers.foi.retention import everywhere
from tests.harness.cast import make_cast
from tests.layers.foi.making import application

pytestmark = pytest.mark.django_db
YEARS = (2024, 2025, 2026)


@pytest.fixture
def cast(db):
    cast = make_cast()
    with acting(cast.county_editor, scope=everywhere()):
        yield cast


def lives(cast, count, seed=20261127):
    """Random ones: some never received, some withdrawn before, some still open."""
    chance, rows = random.Random(seed), []
    while len(rows) < count:
        # In batches: a transaction that idles while ten thousand are made up is ended by the server.
        some = min(500, count - len(rows))
        rows += Application.objects.bulk_create([one_life(chance, cast) for _ in range(some)])
    return rows


def one_life(chance, cast):
    received = dt.date(2024, 1, 1) + dt.timedelta(days=chance.randrange(3 * 365))
    closed = received + dt.timedelta(days=chance.choice((0, 9, 30, 90, 500)))
    state, outcome = chance.choice(
        [("answered", one.code) for one in ANSWERS]
        + [("withdrawn", "other"), ("abandoned", "not_corrected"), ("running", "")] * 3
    )
    if chance.random() < 0.1:
        received, state, outcome = None, *chance.choice((("unconfirmed", ""), ("withdrawn", "other")))
    words = (
        "name", "identity_number", "representative", "agent", "phone", "address", "postcode", "email", "title", "doc_no",
        "description",
    )  # fmt: skip
    return Application(
        organisation=cast.bureau, region=cast.county, applicant_kind=chance.choice(ApplicantKind.values),
        identity_kind="id_card", channel="online", delivery="online", carrier="electronic", state=state, outcome=outcome,
        received_on=received, closed_on=closed if outcome else None, **dict.fromkeys(words, b""),
    )  # fmt: skip


def check_balance(cast, count):
    rows = lives(cast, count)
    left_before = None
    for year in YEARS:
        table = annual_table(Application.objects.all(), year)
        assert table.imbalances == []
        mine = [row for row in rows if row.received_on and row.received_on.year <= year]
        new = Counter(row.applicant_kind for row in mine if row.received_on.year == year)
        done = Counter(
            (row.outcome, row.applicant_kind) for row in mine if row.closed_on and row.closed_on.year == year
        )
        for kind in ApplicantKind.values:
            assert table.cells["new"][kind] == new[kind]
            assert table.cells["granted"][kind] == done["granted", kind] + done["published", kind]
            assert table.cells["secret"][kind] == done["secret", kind]
        assert table.cells["done"]["total"] == sum(done.values())
        # What is carried on from one year is what the next begins with.
        assert left_before in (None, table.cells["carried"])
        left_before = table.cells["left"]
    assert sum(table.cells["new"].values()) > 0 and sum(table.cells["left"].values()) > 0


def test_two_hundred_random_applications_balance_in_every_column_and_year(cast):
    check_balance(cast, 200)


@pytest.mark.long
def test_ten_thousand_random_applications_balance_in_every_column_and_year(cast):
    check_balance(cast, 10_000)


def test_a_row_that_was_written_past_the_ledger_is_named_by_its_column(cast):
    lives(cast, 20)
    table = annual_table(Application.objects.all(), 2026)
    table.cells["done"]["research"] += 1
    assert [said.split("：")[0] for said in table.imbalances] == ["科研机构"]


def test_reviews_and_lawsuits_are_counted_by_result_and_what_waits_at_the_end_of_the_year(cast):
    def dispute(*steps):
        row = application(cast.bureau, "2024-01-02")
        for sequence, (kind, on, detail) in enumerate(steps, 3):
            given = {"kind": kind, "on": dt.date.fromisoformat(on), "detail": detail, "text": ""}
            Event.objects.create(application=row, sequence=sequence, **given)

    dispute(("review", "2024-11-01", {}), ("review_result", "2025-01-15", {"result": "corrected"}))
    dispute(
        ("lawsuit", "2025-03-01", {"after_review": False}),
        ("lawsuit_result", "2025-06-01", {"result": "upheld"}),
    )
    dispute(("lawsuit", "2025-12-01", {"after_review": True}))
    found = annual_table(Application.objects.all(), 2025).disputes
    assert found["review"] == {"upheld": 0, "corrected": 1, "other": 0, "pending": 0, "total": 1}
    assert found["direct"]["upheld"] == 1 and found["after_review"]["pending"] == 1
    before = annual_table(Application.objects.all(), 2024).disputes
    assert before["review"] == {"upheld": 0, "corrected": 0, "other": 0, "pending": 1, "total": 1}
