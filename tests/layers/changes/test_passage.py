"""The steps of a large set are taken by the worker: all or nothing, by whoever asked, once."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from layers.audit.models import AuditEntry
from layers.changes import passage, progress
from layers.changes.aggregate import NOUNS
from layers.changes.drafting import Proposal, draft, draft_rows, put_row
from layers.changes.errors import Conflict, NotSeen, Refused
from layers.changes.models import ChangeSet, Passage, Signature
from layers.changes.passing import MOST_ATTEMPTS, take
from layers.changes.reading import content_hash
from layers.changes.review import release, sign, submit
from layers.changes.undo import undo
from layers.places.models import Place
from layers.staff.models import Assignment
from tests.layers.changes.making import a_place, now, reviewed

pytestmark = pytest.mark.django_db
PLACE = NOUNS["place"]
ROWS = 3


@pytest.fixture(autouse=True)
def three_rows_are_many(monkeypatch):
    monkeypatch.setattr(passage, "LARGE", ROWS - 1)


@pytest.fixture
def made(cast, clinic):
    """A draft of three places."""
    rows = [Proposal(after=a_place(cast.town, clinic, name=f"卫生室{number}")) for number in range(ROWS)]
    return draft_rows("place", cast.county_editor, rows, kind="import", title="三个卫生室")


@pytest.fixture
def signed(cast, made):
    """In review, with nothing left but the publication."""
    submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)
    take(made.pk)
    return sign(made.public_id, cast.county_reviewer, "review", seen_hash=made.content_hash)


@pytest.fixture
def published(cast, signed):
    release(signed.public_id, cast.county_publisher, seen_hash=signed.content_hash)
    take(signed.pk)
    return now(signed)


def jobs():
    return ProcrastinateJob.objects.filter(task_name="layers.changes.tasks.pass_on").count()


def keys(change_set):
    return list(change_set.rows.values_list("key", flat=True))


def test_a_large_draft_is_submitted_by_the_worker_and_cannot_be_edited_meanwhile(cast, made):
    done = submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)
    assert (done.state, done.round, jobs()) == ("submitting", 0, 1)
    row = made.rows.first()
    with pytest.raises(Conflict, match="正在提交"):
        put_row(made.public_id, cast.county_editor, row.key, row.after, seen_hash=made.content_hash)
    with pytest.raises(Conflict):
        submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)
    take(made.pk)
    assert (now(made).state, now(made).round, now(made).flow_id) == ("in_review", 1, "content")
    take(made.pk)  # a second job finds it done
    assert now(made).round == 1


def test_a_small_draft_is_submitted_at_once(cast, clinic):
    one = draft("place", cast.county_editor, after=a_place(cast.town, clinic))
    assert submit(one.public_id, cast.county_editor, seen_hash=one.content_hash).state == "in_review"
    assert not Passage.objects.exists()


def test_a_draft_that_is_not_complete_comes_back_with_the_reason(cast, clinic):
    rows = [Proposal(after=a_place(cast.town, clinic, name=f"卫生室{n}", source="")) for n in range(ROWS)]
    made = draft_rows("place", cast.county_editor, rows, kind="import", title="没有来源")
    submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)
    take(made.pk)
    told = now(made).passage
    assert (now(made).state, told.is_waiting) == ("draft", False)
    assert "数据来源" in told.problem and told.is_of_this_content


def test_of_two_publishers_at_once_one_hears_that_it_is_being_released(cast, signed):
    assert (
        release(signed.public_id, cast.county_publisher, seen_hash=signed.content_hash).state == "releasing"
    )
    with pytest.raises(Conflict, match="正在发布"):
        release(signed.public_id, cast.county_publisher, seen_hash=signed.content_hash)
    assert not Place.objects.exists()
    take(signed.pk)
    done = now(signed)
    assert (done.state, done.released_by, Place.objects.count()) == ("released", cast.county_publisher, ROWS)
    assert Signature.objects.get(step__role="publisher").user == cast.county_publisher
    entries = AuditEntry.objects.filter(change_set=done.pk, noun="places_place")
    assert {entry.actor_id for entry in entries} == {cast.county_publisher.pk}


def test_who_may_not_publish_gives_the_worker_nothing_to_do(cast, signed):
    with pytest.raises(Refused, match="职责"):
        release(signed.public_id, cast.county_second_reviewer, seen_hash=signed.content_hash)
    assert (now(signed).state, Passage.objects.filter(is_waiting=True).count()) == ("in_review", 0)


def test_who_lost_the_office_before_the_worker_came_publishes_nothing(cast, signed):
    release(signed.public_id, cast.county_publisher, seen_hash=signed.content_hash)
    Assignment.objects.filter(user=cast.county_publisher).delete()
    take(signed.pk)
    assert (now(signed).state, Place.objects.count()) == ("in_review", 0)
    assert now(signed).passage.problem


def test_a_newer_version_leaves_the_set_in_review_without_the_publishers_signature(cast, clinic, published):
    key = keys(published)[0]
    rows = [Proposal(key=one, after=a_place(cast.town, clinic, name="改名")) for one in keys(published)]
    second = draft_rows("place", cast.county_editor, rows, kind="import", title="改名")
    submit(second.public_id, cast.county_editor, seen_hash=second.content_hash)
    take(second.pk)
    sign(second.public_id, cast.county_reviewer, "review", seen_hash=second.content_hash)
    reviewed(draft("place", cast.county_editor, key, a_place(cast.town, clinic, name="另改")), cast)
    release(second.public_id, cast.county_publisher, seen_hash=second.content_hash)
    take(second.pk)
    assert now(second).state == "in_review"
    assert "新的公开版本" in now(second).passage.problem
    assert not second.signatures.filter(step__role="publisher").exists()
    assert set(Place.objects.values_list("name", flat=True)) == {"另改", "卫生室1", "卫生室2"}


def test_the_undo_of_a_large_set_is_drafted_by_the_worker_and_brings_the_old_hash_back(
    cast, clinic, published
):
    before = content_hash(PLACE, keys(published))
    rows = [Proposal(key=one, after=a_place(cast.town, clinic, name="改名")) for one in keys(published)]
    second = draft_rows("place", cast.county_editor, rows, kind="import", title="改名")
    for step in ("submit", "review", "publish"):
        if step == "submit":
            submit(second.public_id, cast.county_editor, seen_hash=second.content_hash)
        elif step == "review":
            sign(second.public_id, cast.county_reviewer, "review", seen_hash=second.content_hash)
        else:
            release(second.public_id, cast.county_publisher, seen_hash=second.content_hash)
        take(second.pk)
    assert content_hash(PLACE, keys(published)) != before
    assert undo(second.public_id, cast.county_editor).pk == second.pk
    with pytest.raises(Conflict, match="后台"):
        undo(second.public_id, cast.county_editor)
    take(second.pk)
    back = ChangeSet.objects.get(undoes=second)
    assert (back.state, back.kind, back.author, back.row_count) == ("draft", "undo", cast.county_editor, ROWS)
    assert undo(second.public_id, cast.county_editor) == back  # asked again, the same draft
    submit(back.public_id, cast.county_editor, seen_hash=back.content_hash)
    take(back.pk)
    sign(back.public_id, cast.county_reviewer, "review", seen_hash=back.content_hash)
    release(back.public_id, cast.county_publisher, seen_hash=back.content_hash)
    take(back.pk)
    assert (now(back).state, content_hash(PLACE, keys(published))) == ("released", before)


def test_who_is_no_editor_has_no_undo_drafted(cast, published):
    with pytest.raises(NotSeen):
        undo(published.public_id, cast.county_reviewer)
    assert not Passage.objects.filter(is_waiting=True).exists()


def test_what_ended_the_worker_twice_is_given_back_and_not_tried_for_ever(cast, signed):
    release(signed.public_id, cast.county_publisher, seen_hash=signed.content_hash)
    Passage.objects.update(attempts=MOST_ATTEMPTS)
    take(signed.pk)
    assert (now(signed).state, Place.objects.count()) == ("in_review", 0)
    assert "两次" in now(signed).passage.problem


def test_progress_is_told_in_rows_of_all_and_is_not_whole_before_the_end(cast, signed, monkeypatch):
    monkeypatch.setattr(progress, "EVERY_S", 0)
    told = []
    with progress.heard(told.append):
        sign(signed.public_id, cast.county_publisher, "publish", seen_hash=signed.content_hash, at_once=True)
    assert told == [ROWS]
    half = Passage(total=4, rows=2, is_waiting=True)
    assert (half.percent, Passage(total=4, rows=4, is_waiting=True).percent) == (50, 99)
