"""The line of steps: a land case from draft to publication, and everybody who may not take a step."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections
from django.utils import timezone

from geo.errors import BadInput
from layers.audit.models import AuditEntry
from layers.changes.aggregate import NOUNS
from layers.changes.drafting import draft, draft_withdrawal, put_row, schedule
from layers.changes.errors import Conflict, NotSeen, Refused
from layers.changes.models import ChangeSet, Signature
from layers.changes.reading import snapshot
from layers.changes.review import comment, desk_of, may_sign, release, sign, sign_many, steps, submit
from layers.changes.timed import expire_due, release_due, remind
from layers.changes.undo import undo
from layers.land.models import Case, StageKind
from layers.places.models import Place
from layers.staff.models import Assignment, Role
from tests.harness.cast import SINCE, lend, make_cast
from tests.layers.changes.making import a_place, now
from tests.layers.land.factories import square
from tests.layers.places.making import category

TODAY = timezone.localdate
REVIEWERS = {"first": "county_reviewer", "second": "county_second_reviewer", "final": "county_third_reviewer"}


def a_case(cast, **given):
    return {
        "name": "博兴县2024年第3批次",
        "regime": "R4_2021",
        "kind": "batch",
        "year": 2024,
        "county": cast.county.code,
        "organisation": cast.bureau.public_id,
        "purpose": "工业用地",
        "total_area_ha": "1.0000",
        "began_on": "2024-03-04",
        "case_villages": [{"village": cast.village.code, "area_ha": "1"}],
        "stages": [{"kind": {"regime": "R4_2021", "code": "PRE_NOTICE"}, "posted_on": "2024-03-04"}],
        "parcels": [
            {
                "parcel_no": "DK-01", "land_use": "工业用地", "area_ha": "1",
                "survey": {"area": square(0, 0, 100), "source_srid": 4527, "source_coordinates": "J1,1,0,0"},
                "parcel_villages": [{"village": cast.village.code, "area_ha": "1"}],
            }
        ],
        **given,
    }  # fmt: skip


def in_review(cast, **given):
    made = draft("case", cast.county_editor, after=a_case(cast, **given))
    return submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)


def take(change_set, user, step, **how):
    return sign(
        change_set.public_id, user, step, seen_hash=how.pop("seen_hash", change_set.content_hash), **how
    )


def through(change_set, cast, upto=("first", "second", "final", "secrecy")):
    people = {**REVIEWERS, "secrecy": "secrecy_reviewer"}
    for step in upto:
        take(change_set, getattr(cast, people[step]), step)


@pytest.mark.django_db
def test_a_land_case_goes_through_three_reviews_the_secrecy_review_and_a_publisher(cast):
    made = in_review(cast)
    assert [state.step.name for state in steps(made)] == ["初审", "复审", "终审", "保密审查", "发布"]
    through(made, cast)
    assert not Case.objects.exists()
    done = release(made.public_id, cast.county_publisher, seen_hash=made.content_hash)
    case = Case.objects.published().get()
    assert (done.state, done.released_by) == ("released", cast.county_publisher)
    assert case.public_area is not None and case.parcels.get().public_area is not None
    assert case.stages.get().kind == StageKind.objects.get(regime="R4_2021", code="PRE_NOTICE")
    assert snapshot(NOUNS["case"], case.public_id) == made.rows.get().after
    entries = AuditEntry.objects.filter(change_set=made.pk, noun="land_case")
    assert {entry.actor_id for entry in entries} == {cast.county_publisher.pk}


@pytest.mark.django_db
def test_an_edit_after_the_last_review_voids_every_signature(cast):
    made = in_review(cast)
    through(made, cast)
    key = made.rows.get().key
    edited = put_row(
        made.public_id, cast.county_editor, key, a_case(cast, purpose="住宅用地"), seen_hash=made.content_hash
    )
    assert edited.state == "draft"
    with pytest.raises(Conflict):
        release(made.public_id, cast.county_publisher, seen_hash=made.content_hash)
    # Even the old words again are a new round.
    before = a_case(cast, parcels=edited.rows.get().after["parcels"])
    back = put_row(made.public_id, cast.county_editor, key, before, seen_hash=edited.content_hash)
    again = submit(made.public_id, cast.county_editor, seen_hash=back.content_hash)
    assert [state.signature for state in steps(again)] == [None] * 5
    assert not Case.objects.exists()


@pytest.mark.django_db
def test_nobody_takes_two_steps_and_the_author_none(cast):
    for role in (Role.REVIEWER, Role.PUBLISHER):
        Assignment.objects.create(
            user=cast.county_editor,
            role=role,
            region=cast.county,
            organisation=cast.government,
            valid_from=SINCE,
        )
    made = in_review(cast)
    with pytest.raises(Refused, match="不同的人"):
        take(made, cast.county_editor, "first")
    take(made, cast.county_reviewer, "first")
    with pytest.raises(Refused, match="不同的人"):
        take(made, cast.county_reviewer, "second")
    assert may_sign(made, cast.county_reviewer) is None
    assert may_sign(made, cast.county_second_reviewer).code == "second"


@pytest.mark.django_db
def test_a_deputy_counts_as_both(cast):
    week = (TODAY(), TODAY() + dt.timedelta(days=7))
    lend(cast.county_reviewer, cast.county_editor, *week)  # the author gets a review by deputy
    lend(cast.county_third_reviewer, cast.town_editor, *week)
    made = in_review(cast)
    with pytest.raises(Refused, match="代理"):
        take(made, cast.county_editor, "first")
    take(made, cast.town_editor, "first")
    signature = Signature.objects.get()
    assert signature.on_behalf_of == cast.county_third_reviewer
    with pytest.raises(Refused, match="代理"):  # whom she stood in for has signed already
        take(made, cast.county_third_reviewer, "second")


@pytest.mark.django_db
def test_a_draft_in_the_name_of_another_is_not_reviewed_by_that_other(cast):
    lend(cast.county_editor, cast.town_reviewer, TODAY(), TODAY())
    Assignment.objects.create(
        user=cast.county_editor,
        role=Role.REVIEWER,
        region=cast.county,
        organisation=cast.bureau,
        valid_from=SINCE,
    )
    made = draft("case", cast.town_reviewer, after=a_case(cast))
    assert made.on_behalf_of == cast.county_editor
    made = submit(made.public_id, cast.town_reviewer, seen_hash=made.content_hash)
    with pytest.raises(Refused, match="代理"):
        take(made, cast.county_editor, "first")


@pytest.mark.django_db
def test_an_expired_deputy_finds_nothing(cast):
    yesterday = TODAY() - dt.timedelta(days=1)
    lend(cast.county_reviewer, cast.neighbour_reviewer, yesterday, yesterday)
    made = in_review(cast)
    with pytest.raises(NotSeen):
        take(made, cast.neighbour_reviewer, "first")


@pytest.mark.django_db
def test_steps_out_of_turn_taken_again_or_over_another_hash_are_told_apart(cast):
    made = in_review(cast)
    with pytest.raises(Conflict, match="轮到"):
        take(made, cast.county_reviewer, "final")
    with pytest.raises(Conflict, match="修改"):
        take(made, cast.county_reviewer, "first", seen_hash="0" * 64)
    take(made, cast.county_reviewer, "first")
    with pytest.raises(Conflict, match="已由"):
        take(made, cast.county_reviewer, "first")
    with pytest.raises(Refused, match="保密审查"):
        through(made, cast, ("second", "final"))
        take(made, cast.city_reviewer, "secrecy")
    assert Signature.objects.count() == 3


@pytest.mark.django_db
def test_what_is_sent_back_is_a_draft_with_the_reason(cast):
    made = in_review(cast)
    with pytest.raises(BadInput, match="理由"):
        take(made, cast.county_reviewer, "first", decision="return")
    returned = take(made, cast.county_reviewer, "first", decision="return", comment="缺四至")
    assert returned.state == "draft"
    again = submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)
    assert take(again, cast.county_reviewer, "first").state == "in_review"


@pytest.mark.django_db
def test_a_released_case_is_withdrawn_and_never_undone(cast):
    made = in_review(cast)
    through(made, cast)
    take(made, cast.county_publisher, "publish")
    take_again = pytest.raises(Conflict, match="已经发布")
    with take_again:
        take(made, cast.county_publisher, "publish")
    with pytest.raises(Refused, match="撤回"):
        undo(made.public_id, cast.county_editor)
    gone = draft_withdrawal("case", cast.county_editor, made.rows.get().key, "面积有误")
    gone = submit(gone.public_id, cast.county_editor, seen_hash=gone.content_hash)
    through(gone, cast)
    take(gone, cast.county_publisher, "publish")
    assert Case.objects.get().withdrawal_reason == "面积有误"
    assert not Case.objects.published().exists()


@pytest.mark.django_db
def test_the_procedure_is_checked_at_submission(cast):
    stages = [
        {"kind": {"regime": "R4_2021", "code": code}, "posted_on": day}
        for code, day in (("PLAN_NOTICE", "2024-03-04"), ("SUBMIT", "2024-03-20"))
    ]
    made = draft("case", cast.county_editor, after=a_case(cast, stages=stages))
    with pytest.raises(BadInput, match="2024-04-03"):
        submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)


@pytest.mark.django_db
def test_a_step_that_nobody_of_the_village_may_take_goes_to_the_town_and_says_so(cast, clinic):
    made = draft("place", cast.village_clerk, after=a_place(cast.village, clinic))
    made = submit(made.public_id, cast.village_clerk, seen_hash=made.content_hash)
    desk = desk_of(made)
    assert (desk.region, desk.people) == (cast.town, (cast.town_reviewer,))
    assert desk.sentence.startswith("东村村委会没有可以办理“审核”的人，转由上级湖滨镇")
    assert list(ChangeSet.objects.waiting_for(cast.town_reviewer)) == [made]
    assert not ChangeSet.objects.waiting_for(cast.neighbour_reviewer).exists()
    take(made, cast.town_reviewer, "review")
    assert desk_of(made).region == cast.county
    assert not ChangeSet.objects.waiting_for(cast.town_reviewer).exists()
    assert list(ChangeSet.objects.waiting_for(cast.county_publisher)) == [made]


@pytest.mark.django_db
def test_many_steps_at_once_each_stand_for_themselves(cast, clinic):
    mine = [
        draft("place", cast.county_editor, after=a_place(cast.town, clinic, name=name)) for name in "甲乙"
    ]
    waiting = [submit(one.public_id, cast.county_editor, seen_hash=one.content_hash) for one in mine]
    stale = (waiting[1].public_id, "review", "0" * 64)
    results = sign_many(
        [(waiting[0].public_id, "review", waiting[0].content_hash), stale], cast.county_reviewer
    )
    assert results[0] == (waiting[0].public_id, "")
    assert "刷新" in results[1][1]


@pytest.mark.django_db
def test_a_set_with_an_hour_waits_for_it_and_is_withdrawn_at_its_end(cast, clinic):
    made = draft("place", cast.county_editor, after=a_place(cast.town, clinic))
    hour = timezone.now() + dt.timedelta(hours=1)
    made = schedule(
        made.public_id, cast.county_editor, seen_hash=made.content_hash, release_at=hour,
        expires_at=hour + dt.timedelta(hours=1),
    )  # fmt: skip
    made = submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)
    take(made, cast.county_reviewer, "review")
    assert release(made.public_id, cast.county_publisher, seen_hash=made.content_hash).state == "in_review"
    assert release_due() == 0 and not Place.objects.exists()
    later(made, release_at=timezone.now() - dt.timedelta(minutes=1))
    assert (release_due(), release_due()) == (1, 0)
    assert Place.objects.published().count() == 1
    assert now(made).released_by == cast.county_publisher
    assert expire_due() == 0
    ChangeSet.objects.filter(pk=made.pk).update(expires_at=timezone.now())
    assert (expire_due(), expire_due()) == (1, 0)
    assert Place.objects.get().withdrawal_reason == "公布期满"


def later(change_set, **hours):
    """As if the time had passed: the hours are part of the hash, which is made anew with them."""
    from layers.changes.hashing import set_hash

    row = now(change_set)
    for name, hour in hours.items():
        setattr(row, name, hour)
    row.content_hash = set_hash(row, list(row.rows.values_list("digest", flat=True)))
    row.save()
    Signature.objects.filter(change_set=row).update(content_hash=row.content_hash)


@pytest.mark.django_db
def test_at_the_hour_a_publisher_who_left_publishes_nothing_and_the_author_reads_why(cast, clinic):
    made = draft("place", cast.county_editor, after=a_place(cast.town, clinic))
    hour = timezone.now() + dt.timedelta(hours=1)
    made = schedule(made.public_id, cast.county_editor, seen_hash=made.content_hash, release_at=hour)
    made = submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)
    take(made, cast.county_reviewer, "review")
    take(made, cast.county_publisher, "publish")
    Assignment.objects.filter(user=cast.county_publisher).update(valid_to=TODAY() - dt.timedelta(days=1))
    later(made, release_at=timezone.now())
    assert release_due() == 0
    assert now(made).state == "draft" and "不再担任" in now(made).problem
    assert not Place.objects.exists()


@pytest.mark.django_db
def test_an_overdue_step_is_reminded_of_once_a_morning(cast, clinic):
    made = draft("place", cast.county_editor, after=a_place(cast.town, clinic))
    made = submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)
    ChangeSet.objects.filter(pk=made.pk).update(due_on=TODAY() - dt.timedelta(days=1))
    remind(), remind()
    assert "审核" in made.reminders.get().text


@pytest.mark.django_db
def test_rows_changed_behind_the_review_are_not_published(cast, clinic):
    made = draft("place", cast.county_editor, after=a_place(cast.town, clinic))
    made = submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)
    take(made, cast.county_reviewer, "review")
    row = made.rows.get()
    row.after["name"] = "偷换"
    row.save()
    with pytest.raises(Conflict, match="散列"):
        take(made, cast.county_publisher, "publish")
    assert not Place.objects.exists()


@pytest.mark.django_db
def test_a_comment_is_said_by_whoever_sees_the_set(cast, clinic):
    made = draft("place", cast.county_editor, after=a_place(cast.town, clinic))
    comment(made.public_id, cast.city_editor, "请补电话")
    with pytest.raises(NotSeen):
        comment(made.public_id, cast.neighbour_editor, "看不见")
    with pytest.raises(BadInput):
        comment(made.public_id, cast.city_editor, " ")
    assert made.comments.get().text == "请补电话"


def test_of_two_reviewers_at_one_moment_one_signs_and_the_other_is_told(committed_database):
    cast = make_cast()
    made = draft("place", cast.county_editor, after=a_place(cast.town, category()))
    made = submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)
    together = threading.Barrier(2)
    told = []

    def one(user):
        together.wait()
        try:
            take(made, user, "review")
            told.append("signed")
        except Conflict as problem:
            told.append(problem.message)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=one, args=(user,))
        for user in (cast.county_reviewer, cast.county_second_reviewer)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(word == "signed" for word in told) == [False, True], told
    assert Signature.objects.count() == 1 and "已由" in next(word for word in told if word != "signed")
    connection.close()
