"""The law's dates at publication: what stops it, and what is published and flagged."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from geo.errors import BadInput
from layers.audit.models import AuditEntry
from layers.changes.drafting import draft
from layers.land.models import Case, Posting
from layers.land.publish import publish
from tests.harness.signing_in import sign_in
from tests.layers.changes.making import released_case
from tests.layers.changes.test_review import a_case

pytestmark = pytest.mark.django_db
RECEIVED_30_APRIL = {
    "issuer": "山东省人民政府", "level": "province", "doc_no_raw": "鲁政土字〔2024〕7号", "doc_no": "鲁政土字〔2024〕7号",
    "no_number_reason": "", "issued_on": "2024-04-15", "received_on": "2024-04-30",
}  # fmt: skip


def stage(code, posted_on, closed_on=None):
    return {
        "kind": {"regime": "R4_2021", "code": code},
        "version": 1,
        "posted_on": posted_on,
        "closed_on": closed_on,
    }


def looked_at_on_that_day(clock):
    """As if the case had been released on 24 May 2024, the 16th working day after the receipt."""
    clock.set("2024-05-24 10:00")
    Case.objects.update(published_at=timezone.now())


def test_e24_a_final_notice_16_working_days_after_receipt_is_published_and_flagged(cast, clock):
    made = draft(
        "case",
        cast.county_editor,
        after=a_case(cast, approval=RECEIVED_30_APRIL, stages=[stage("FINAL_NOTICE", "2024-05-24")]),
    )
    released_case(made, cast)
    case = Case.objects.get()
    entry = AuditEntry.objects.get(action="flag")
    assert entry.keys == [case.public_id]
    assert entry.detail["message"] == "征收土地公告逾期 1 个工作日"
    looked_at_on_that_day(clock)
    # Whoever looks after the county finds it among the clocks of the desk, the public on the page of the case.
    board = sign_in(Client(), cast.county_publisher).get("/staff/").content.decode()
    assert "征收土地公告已公布，逾期 1 个工作日（应在 2024-05-23 以前）" in board
    assert (
        "逾期 1 个工作日" not in sign_in(Client(), cast.neighbour_publisher).get("/staff/").content.decode()
    )
    assert "逾期 1 个工作日公告" in Client().get(case.get_absolute_url()).content.decode()


def test_e24_one_that_comes_on_the_15th_working_day_is_not(cast, clock):
    stages = [stage("FINAL_NOTICE", "2024-05-23")]
    released_case(
        draft("case", cast.county_editor, after=a_case(cast, approval=RECEIVED_30_APRIL, stages=stages)), cast
    )
    assert not AuditEntry.objects.filter(action="flag").exists()
    looked_at_on_that_day(clock)
    assert "已公布，逾期" not in sign_in(Client(), cast.county_publisher).get("/staff/").content.decode()


def test_e23_a_notice_closed_after_nine_working_days_is_not_handed_in_and_on_the_next_day_it_is(cast):
    early = a_case(cast, stages=[stage("PRE_NOTICE", "2024-02-05", "2024-02-23")])
    with pytest.raises(BadInput, match="最早 2024-02-24 可以结束"):
        released_case(draft("case", cast.county_editor, after=early), cast)
    right = a_case(cast, stages=[stage("PRE_NOTICE", "2024-02-05", "2024-02-24")])
    released_case(draft("case", cast.county_editor, after=right), cast)
    assert Case.objects.published().get().stages.get().closed_on == dt.date(2024, 2, 24)


def test_e23_what_hangs_counts_at_the_release_and_no_change_of_the_case_takes_it_down(cast):
    made = draft(
        "case", cast.county_editor, after=a_case(cast, parcels=[], stages=[stage("PRE_NOTICE", "2024-02-05")])
    )
    released_case(made, cast)
    case = Case.objects.published().get()
    posting = Posting.objects.create(
        stage=case.stages.get(),
        place_kind="town",
        region=cast.town,
        place="公示栏",
        posted_on=dt.date(2024, 2, 5),
    )
    closed = a_case(cast, parcels=[], stages=[stage("PRE_NOTICE", "2024-02-05", "2024-02-24")])
    with pytest.raises(BadInput, match="还没有在东村、东村的村民小组张贴，不能结束"):
        released_case(draft("case", cast.county_editor, case.public_id, closed), cast)
    renamed = a_case(cast, parcels=[], name="改名", stages=[stage("PRE_NOTICE", "2024-02-05")])
    released_case(draft("case", cast.county_editor, case.public_id, renamed), cast)
    posting.refresh_from_db()
    case.refresh_from_db()
    assert (posting.stage.case, case.name) == (case, "改名")
    publish(case)
