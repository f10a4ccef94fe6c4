"""What may follow what, on which day; the ledger is only added to; of two clerks the second is told."""

import datetime as dt

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.changes.errors import Conflict
from layers.foi.models import Application, EventKind, FoiReceipt, IdentityScan
from layers.foi.retention import everywhere
from layers.foi.rules import Step
from layers.foi.scans import keep
from layers.foi.steps import merge, standing_of, take, text_of, transfer
from layers.personal.reading import masked
from layers.workdays import reference
from layers.workdays.calendar import CalendarMissing
from layers.workdays.models import CalendarYear
from tests.harness.cast import make_cast
from tests.harness.clock import Clock
from tests.layers.foi.making import DESCRIPTION, ID_NUMBER, NAME, PHONE, application, office, took

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(db, monkeypatch):
    """The clerk of the county acts; the day is 1 December 2026 until a test says otherwise."""
    reference.load()
    cast = make_cast()
    cast.clock = Clock(monkeypatch)
    cast.clock.set("2026-12-01 10:00")
    office(cast.bureau)
    with acting(cast.county_editor, scope=everywhere()):
        yield cast


def running(at, on="2026-02-02", **asked):
    return application(at.bureau, on, **asked)


def refused(row, kind, on, by, **detail):
    with pytest.raises(BadInput) as problem:
        took(row, kind, on, by, **detail)
    return problem.value.message


def fresh(row):
    return Application.objects.get(pk=row.pk)


def test_what_was_brought_is_received_at_once_and_what_came_by_the_net_when_it_is_confirmed(at):
    assert running(at).received_on == dt.date(2026, 2, 2)
    online = application(at.bureau, "2026-02-02", channel="online")
    assert (online.state, online.received_on) == ("unconfirmed", None)
    assert "“待确认收到”时不能答复" in refused(
        online, "answered", "2026-02-03", at.county_editor, outcome="granted"
    )
    took(online, "received", "2026-02-03", at.county_editor)
    assert (fresh(online).state, fresh(online).received_on) == ("running", dt.date(2026, 2, 3))


def test_a_correction_is_asked_for_once_and_within_seven_working_days(at):
    row, editor = running(at), at.county_editor
    assert "2026-02-11" in refused(row, "correction", "2026-02-12", editor, days=10)
    took(row, "correction", "2026-02-11", editor, "请写明文号", days=10)
    assert row.events.get(kind="correction").detail["until"] == "2026-03-03"
    took(row, "corrected", "2026-02-27", editor)
    assert "只能一次性告知" in refused(row, "correction", "2026-03-02", editor, days=5)


def test_who_does_not_correct_gives_up_only_after_the_period(at):
    row, editor = running(at), at.county_editor
    took(row, "correction", "2026-02-10", editor, days=10)
    assert "2026-03-02" in refused(row, "abandoned", "2026-03-02", editor)
    took(row, "abandoned", "2026-03-03", editor)
    assert (fresh(row).state, fresh(row).outcome) == ("abandoned", "not_corrected")


def test_an_extension_comes_once_before_the_end_and_never_beyond_twenty_days(at):
    row = running(at)
    assert "20 个工作日" in refused(row, "extended", "2026-03-06", at.county_editor, days=21)
    assert "期限已满（到 2026-03-06）" in refused(row, "extended", "2026-03-09", at.county_editor, days=20)
    took(row, "extended", "2026-03-06", at.county_editor, days=20)
    assert "已经延过" in refused(row, "extended", "2026-03-09", at.county_editor, days=5)


def test_silence_of_a_third_party_is_noted_only_after_its_fifteen_working_days(at):
    row, editor = running(at), at.county_editor
    took(row, "consulted", "2026-02-05", editor, who="third_party", reached_on="2026-02-05")
    assert "2026-03-04" in refused(row, "opinion", "2026-03-04", editor, said="silent")
    took(row, "opinion", "2026-03-05", editor, said="silent")
    assert fresh(row).state == "running"


def test_a_letter_that_names_a_day_is_refused_without_the_calendar_of_its_year(at):
    row = running(at, "2026-11-30")
    CalendarYear.objects.filter(year=2027).delete()
    with pytest.raises(CalendarMissing, match="2027"):
        took(row, "extended", "2026-12-01", at.county_editor, days=20)
    assert fresh(row).state == "running" and row.events.count() == 2


def test_days_run_forward_and_not_into_the_future(at):
    row = running(at)
    for on in ("2026-02-01", "2026-12-02"):
        assert "上一步（2026-02-02）以后、今天以前" in refused(
            row, "answered", on, at.county_editor, outcome="granted"
        )


def test_an_answer_wants_a_kind_that_fits(at):
    row, editor = running(at), at.county_editor
    for outcome in ("", "nothing", "other", "not_corrected"):
        assert refused(row, "answered", "2026-02-03", editor, outcome=outcome) == "请选答复种类"
    assert "要写明理由" in refused(row, "answered", "2026-02-03", editor, outcome="secret")
    assert "要写明内容" in refused(row, "answered", "2026-02-03", editor, outcome="granted")
    assert "没有要求过补正" in refused(row, "answered", "2026-02-03", editor, outcome="unclear")
    took(row, "answered", "2026-02-03", editor, "全文附后", outcome="granted")
    assert (fresh(row).outcome, fresh(row).closed_on) == ("granted", dt.date(2026, 2, 3))
    assert text_of(row.events.get(kind="answered")) == "全文附后"
    assert "不能答复" in refused(row, "answered", "2026-02-04", editor, outcome="granted")


def test_a_review_and_a_lawsuit_each_begin_and_end_in_turn(at):
    row, editor = running(at), at.county_editor
    took(row, "answered", "2026-02-03", editor, "见附件", outcome="secret")
    assert "没有登记过行政复议" in refused(row, "review_result", "2026-02-04", editor, result="upheld")
    took(row, "review", "2026-02-04", editor)
    assert "还没有登记结果" in refused(row, "review", "2026-02-05", editor)
    took(row, "review_result", "2026-03-04", editor, result="upheld")
    took(row, "lawsuit", "2026-03-05", editor, after_review=True)
    assert "请选结果" in refused(row, "lawsuit_result", "2026-04-05", editor, result="lost")


def test_an_organisation_with_a_system_of_its_own_takes_in_and_notes_the_end(at):
    office(at.other_bureau, mode="intake")
    row = application(at.other_bureau, "2026-02-02")
    assert "自己的系统" in refused(row, "extended", "2026-02-03", at.county_editor, days=5)
    took(row, "answered", "2026-02-04", at.county_editor, "见附件", outcome="granted")


def test_of_two_clerks_at_once_the_second_is_told_and_nothing_is_written_twice(at):
    row = running(at)
    step = Step(EventKind.ANSWERED, dt.date(2026, 2, 3), {"outcome": "granted"}, "见附件")
    take(row.number, 2, step, at.county_editor)
    with pytest.raises(Conflict, match="别人刚刚办过"):
        take(row.number, 2, step, at.county_editor)
    assert row.events.count() == 3


@pytest.mark.parametrize("statement", ["UPDATE foi_event SET on = '2020-01-01'", "DELETE FROM foi_event"])
def test_the_ledger_is_only_added_to(at, statement):
    running(at)
    statement = statement.replace("SET on", 'SET "on"')
    expected = pytest.raises((InternalError, IntegrityError), match="only ever added to")
    with expected, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_real_application_never_becomes_a_sample(at):
    row = running(at)
    with pytest.raises((InternalError, IntegrityError), match="sample"), transaction.atomic():
        Application.objects.filter(pk=row.pk).update(is_sample=True)


def test_a_merged_one_is_answered_with_the_other_and_counts_by_itself(at):
    main, other = running(at), running(at, "2026-02-03", title="同一份公告")
    merge(other.number, 2, main.number, at.county_editor, dt.date(2026, 2, 4))
    assert fresh(other).state == "merged"
    with pytest.raises(BadInput, match="不要反过来"):
        merge(main.number, 2, running(at).number, at.county_editor, dt.date(2026, 2, 4))
    took(main, "answered", "2026-02-05", at.county_editor, "全文附后", outcome="granted")
    assert (fresh(other).outcome, fresh(other).closed_on) == ("granted", dt.date(2026, 2, 5))
    assert text_of(other.events.get(kind="answered")) == "全文附后"


def test_a_merged_one_is_answered_alone_when_the_other_is_withdrawn(at):
    main, other = running(at), running(at, "2026-02-03")
    merge(other.number, 2, main.number, at.county_editor, dt.date(2026, 2, 4))
    took(main, "withdrawn", "2026-02-05", at.county_editor)
    took(other, "answered", "2026-02-06", at.county_editor, "见附件", outcome="granted")
    assert fresh(other).state == "answered"


def test_a_transfer_takes_receipt_and_row_along_and_never_crosses_the_year(at):
    office(at.neighbour_bureau)
    row = running(at)
    FoiReceipt.objects.create(
        application=row, number=row.number, region=row.region, code_hash="x", form_digest="x"
    )
    with pytest.raises(BadInput, match="没有在本站登记"):
        transfer(row.number, 2, at.other_bureau, at.county_editor, dt.date(2026, 2, 4))
    keep(row, "image/jpeg;AAAA")
    transfer(row.number, 2, at.neighbour_bureau, at.county_editor, dt.date(2026, 2, 4))
    assert IdentityScan.objects.get().region == at.neighbour
    moved = fresh(row)
    assert (moved.organisation, moved.region) == (at.neighbour_bureau, at.neighbour)
    assert FoiReceipt.objects.get().region == at.neighbour
    assert standing_of(moved, timezone.localdate()).found.due.date == dt.date(2026, 3, 6)
    old = running(at, "2025-12-30")
    with pytest.raises(BadInput, match="跨年"):
        transfer(old.number, 2, at.neighbour_bureau, at.county_editor, dt.date(2026, 1, 4))


def test_the_table_holds_ciphertext_and_the_desk_sees_masks(at):
    row = running(at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(a)::text FROM foi_application a WHERE id = %s", [row.pk])
        stored = cursor.fetchone()[0]
    assert not [word for word in (NAME, ID_NUMBER, PHONE, DESCRIPTION) if word in stored]
    row = fresh(row)
    assert (masked(row, "identity_number"), masked(row, "phone")) == ("110*************2X", "138****5678")
    assert masked(row, "name") == "张**"


def test_the_picture_of_a_document_goes_with_its_key_once_somebody_has_looked(at):
    row = running(at)
    keep(row, "image/jpeg;AAAA")
    key = IdentityScan.objects.get().personal_key
    took(fresh(row), "verified", "2026-02-02", at.county_editor)
    key.refresh_from_db()
    assert not IdentityScan.objects.exists() and bytes(key.wrapped) == b""
