"""Years after it was closed who applied and for what is gone, from the audit's export too; the counts stay."""

import datetime as dt

import pytest
from django.db import connection

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.foi.models import Application, Event, FoiReceipt, IdentityScan
from layers.foi.retention import erase_old, everywhere
from layers.foi.scans import keep
from layers.foi.steps import text_of
from layers.personal.models import PersonalHash
from layers.personal.reading import ERASED, read
from layers.workdays import reference
from tests.harness.cast import make_cast
from tests.layers.foi.making import DESCRIPTION, ID_NUMBER, NAME, PHONE, application, took

pytestmark = pytest.mark.django_db
CANARY = "金丝雀二〇二六"


@pytest.fixture
def cast(db):
    reference.load()
    return make_cast()


def as_clerk(cast):
    return acting(cast.county_editor, scope=everywhere())


def closed(cast, *more):
    with as_clerk(cast):
        row = application(cast.bureau, "2026-02-02", description=CANARY)
        took(row, "answered", "2026-02-03", cast.county_editor, f"{CANARY}：全文附后", outcome="granted")
        for kind, on in more:
            took(row, kind, on, cast.county_editor)
        receipt = {"number": row.number, "region": row.region, "code_hash": "x", "form_digest": row.number}
        FoiReceipt.objects.create(application=row, **receipt)
        return row


def everything_stored():
    """Every text column of every table of ours, bytes as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            " AND (table_name LIKE 'foi_%%' OR table_name LIKE 'audit_%%' OR table_name LIKE 'personal_%%'"
            " OR table_name LIKE 'procrastinate_%%')"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" t")
            found.append(cursor.fetchone()[0])
    return "\n".join(found)


def test_after_the_years_nothing_of_the_person_can_be_read_and_the_outcome_stays(cast):
    row = closed(cast)
    assert erase_old(dt.date(2029, 2, 3)) == 0
    assert erase_old(dt.date(2029, 2, 10)) == 1
    assert erase_old(dt.date(2029, 2, 11)) == 0
    with as_clerk(cast):
        row = Application.objects.get(pk=row.pk)
        assert read(row, "name", "identity_number", "description") == (ERASED,) * 3
        answered = Event.objects.select_related("application").get(application=row, kind="answered")
        assert answered.personal_key_id == row.personal_key_id and text_of(answered) == ERASED
        assert (row.outcome, row.applicant_kind, row.closed_on) == ("granted", "person", dt.date(2026, 2, 3))
        with pytest.raises(BadInput, match="已销毁"):
            took(row, "delivered", "2026-03-03", cast.county_editor)
    assert not FoiReceipt.objects.exists()
    assert not PersonalHash.objects.filter(key=row.personal_key_id).exists()


def test_neither_table_nor_trail_ever_held_a_word_of_it(cast):
    closed(cast)
    words = (CANARY, NAME, ID_NUMBER, PHONE, DESCRIPTION)
    with as_clerk(cast):
        stored = everything_stored()
    assert "foi_application" in stored  # the trail does tell that something was written
    assert not [word for word in words if word in stored or word.encode().hex() in stored]


@pytest.mark.parametrize("begun", ["review", "lawsuit"])
def test_what_is_disputed_is_kept_until_it_is_decided(cast, begun):
    row = closed(cast, (begun, "2026-03-03"))
    assert erase_old(dt.date(2040, 1, 1)) == 0
    with as_clerk(cast):
        took(row, f"{begun}_result", "2026-05-03", cast.county_editor, result="upheld")
    assert erase_old(dt.date(2040, 1, 1)) == 1


def test_a_picture_that_nobody_looked_at_goes_after_its_days(cast, settings):
    with as_clerk(cast):
        keep(application(cast.bureau, "2026-02-02"), "image/jpeg;AAAA")
    settings.FOI_SCAN_KEEP_DAYS = 1
    erase_old(dt.date(2026, 2, 3))
    with as_clerk(cast):
        assert IdentityScan.objects.count() == 1
    settings.FOI_SCAN_KEEP_DAYS = -1
    erase_old(dt.date(2026, 2, 3))
    with as_clerk(cast):
        assert IdentityScan.objects.count() == 0
