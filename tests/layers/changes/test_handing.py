"""移交: a colleague goes on with the draft, and whoever wrote at it never signs it."""

import pytest

from geo.errors import BadInput
from layers.audit.models import AuditEntry
from layers.changes.drafting import draft, put_row
from layers.changes.errors import Conflict, NotSeen, Refused
from layers.changes.handing import colleagues, hand_over, left_behind
from layers.changes.models import ChangeSet
from layers.changes.review import desk_of, sign, submit
from layers.staff.models import Assignment, Role, User
from layers.staff.scope import scope_of
from tests.harness.cast import SINCE
from tests.layers.changes.making import a_place, now

pytestmark = pytest.mark.django_db


def colleague(cast, name="second-editor", role=Role.EDITOR, organisation=None):
    person = User.objects.create(username=name, display_name=name, is_staff=True)
    Assignment.objects.create(
        user=person, role=role, region=cast.county, organisation=organisation or cast.bureau, valid_from=SINCE
    )
    return person


@pytest.fixture
def made(cast, clinic):
    return draft("place", cast.county_editor, after=a_place(cast.town, clinic))


def given(made, by, to):
    return hand_over(made.public_id, by, to, seen_hash=now(made).content_hash)


def test_the_colleague_goes_on_with_it_and_the_former_author_no_more(cast, made):
    second = colleague(cast)
    assert set(colleagues(made)) >= {second, cast.city_editor} and cast.bureau_editor not in colleagues(made)
    done = given(made, cast.county_editor, second)
    assert (done.author, done.former_authors, done.content_hash) == (
        second, [cast.county_editor.pk], made.content_hash,
    )  # fmt: skip
    row = done.rows.get()
    put_row(done.public_id, second, row.key, {**row.after, "name": "新名"}, seen_hash=done.content_hash)
    with pytest.raises(Refused, match="只有起草人"):
        put_row(done.public_id, cast.county_editor, row.key, row.after, seen_hash=now(made).content_hash)


def test_who_wrote_at_it_before_never_signs_it_as_a_reviewer_either(cast, made):
    Assignment.objects.create(
        user=cast.county_editor,
        role=Role.REVIEWER,
        region=cast.county,
        organisation=cast.bureau,
        valid_from=SINCE,
    )
    second = colleague(cast)
    given(made, cast.county_editor, second)
    sent = submit(made.public_id, second, seen_hash=made.content_hash)
    with pytest.raises(Refused, match="不同的人"):
        sign(sent.public_id, cast.county_editor, "review", seen_hash=sent.content_hash)
    assert not ChangeSet.objects.waiting_for(cast.county_editor).exists()
    assert cast.county_editor not in desk_of(sent).people
    assert sign(sent.public_id, cast.county_reviewer, "review", seen_hash=sent.content_hash)


def test_it_stays_so_however_often_it_goes_from_hand_to_hand(cast, made):
    second, third = colleague(cast), colleague(cast, "third-editor")
    given(made, cast.county_editor, second)
    given(made, second, third)
    done = given(made, third, second)
    assert done.persons == {cast.county_editor.pk, second.pk, third.pk}


def test_the_trail_and_the_talk_tell_of_it(cast, made):
    second = colleague(cast)
    given(made, cast.county_editor, second)
    entry = AuditEntry.objects.get(action="hand_over")
    assert (entry.actor_id, entry.detail["from"], entry.detail["to"]) == (
        cast.county_editor.pk, "county-editor", "second-editor",
    )  # fmt: skip
    assert made.comments.get().text == "移交：由county_editor转给second-editor"


@pytest.mark.parametrize("who", ["bureau_editor", "town_editor", "county_reviewer", "neighbour_editor"])
def test_only_who_may_edit_it_takes_it(cast, made, who):
    with pytest.raises(BadInput, match="不能接手"):
        given(made, cast.county_editor, getattr(cast, who))


def test_nobody_takes_a_draft_from_its_author(cast, made):
    second = colleague(cast)
    for thief in (second, cast.county_publisher):
        with pytest.raises(Refused, match="只有起草人可以移交"):
            given(made, thief, second)
    with pytest.raises(NotSeen):
        given(made, cast.neighbour_publisher, second)
    with pytest.raises(BadInput, match="已经是"):
        given(made, cast.county_editor, cast.county_editor)


def test_of_a_closed_account_the_publisher_of_the_office_hands_over(cast, made):
    second = colleague(cast)
    User.objects.filter(pk=cast.county_editor.pk).update(is_active=False)
    assert list(left_behind(scope_of(cast.county_publisher))) == [made]
    assert not left_behind(scope_of(cast.neighbour_publisher)) and not left_behind(scope_of(second))
    with pytest.raises(Refused):
        given(made, second, second)
    done = given(made, cast.county_publisher, second)
    assert done.author == second and done.former_authors == [cast.county_editor.pk]
    assert not left_behind(scope_of(cast.county_publisher))


def test_what_is_in_review_or_was_written_meanwhile_is_not_handed_over(cast, made):
    second = colleague(cast)
    with pytest.raises(Conflict, match="已经改过"):
        hand_over(made.public_id, cast.county_editor, second, seen_hash="0" * 64)
    submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)
    with pytest.raises(Conflict, match="只有草稿"):
        given(made, cast.county_editor, second)
