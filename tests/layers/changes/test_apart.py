"""What is not public yet: two bureaus of one county do not see each other's drafts, about a town or a village either."""

import pytest

from layers.changes.bulk import draft_many
from layers.changes.drafting import Proposal, draft
from layers.changes.errors import NotSeen
from layers.changes.history import history, open_changes
from layers.changes.models import ChangeSet
from layers.changes.review import desk_of, may_sign, submit
from layers.changes.scoping import found
from layers.organisations.models import Organisation
from layers.staff.eligible import who_may
from layers.staff.models import READING_ROLES, Assignment, User
from layers.staff.scope import scope_of
from tests.layers.changes.making import a_place, now, reviewed

pytestmark = pytest.mark.django_db


def sees(user, made):
    seen = ChangeSet.objects.visible_to(user).filter(pk=made.pk).exists()
    try:
        found(made.public_id, user, scope_of(user))
    except NotSeen:
        assert not seen
    else:
        assert seen
    return seen


@pytest.fixture(params=["town", "village"])
def where(request, cast):
    return getattr(cast, request.param)


def test_a_draft_about_a_town_is_seen_in_its_bureau_by_its_government_and_the_city(cast, clinic, where):
    made = draft("place", cast.county_editor, after=a_place(where, clinic))
    for user in (
        cast.county_editor,
        cast.county_reviewer,
        cast.county_publisher,
        cast.city_editor,
        cast.auditor,
    ):
        assert sees(user, made), user
    for user in (cast.bureau_editor, cast.town_editor, cast.village_clerk, cast.neighbour_editor):
        assert not sees(user, made), user


def test_a_draft_of_very_many_is_kept_apart_as_one_of_few_is(cast, clinic, where):
    made = draft_many(
        "place", cast.county_editor, [[Proposal(after=a_place(where, clinic))]], title="导入网点"
    )
    assert made.desk == cast.bureau
    assert sees(cast.county_reviewer, made) and sees(cast.city_editor, made)
    for user in (cast.bureau_editor, cast.town_editor, cast.village_clerk, cast.neighbour_editor):
        assert not sees(user, made), user


def test_it_is_seen_by_those_whose_content_it_is_and_by_no_other_bureau(cast, clinic, where):
    town = cast.town_government.public_id
    made = draft("place", cast.county_editor, after=a_place(where, clinic, organisation=town))
    assert made.organisation == cast.town_government and made.desk == cast.bureau
    assert sees(cast.town_editor, made) and not sees(cast.bureau_editor, made)


def test_the_draft_of_a_town_is_seen_by_every_bureau_above_it(cast, clinic):
    made = draft("place", cast.town_editor, after=a_place(cast.town, clinic))
    assert (
        sees(cast.county_editor, made) and sees(cast.bureau_editor, made) and sees(cast.town_reviewer, made)
    )


def test_what_the_city_drafts_about_a_town_is_not_the_countys_before_it_is_public(cast, clinic):
    made = draft("place", cast.city_editor, after=a_place(cast.town, clinic))
    assert not sees(cast.county_publisher, made) and sees(cast.city_reviewer, made)


def test_what_was_released_is_in_the_history_of_whoever_sees_the_place(cast, clinic):
    made = draft("place", cast.county_editor, after=a_place(cast.town, clinic))
    key = made.rows.get().key
    assert not open_changes("place", key, cast.bureau_editor).exists()
    reviewed(made, cast)
    assert sees(cast.bureau_editor, made) and history("place", key, cast.bureau_editor).exists()


def test_the_step_lies_with_those_who_see_it(cast, clinic):
    made = draft("place", cast.county_editor, after=a_place(cast.village, clinic))
    sent = submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)
    assert may_sign(sent, cast.county_reviewer) and not may_sign(sent, cast.town_reviewer)
    assert sent in ChangeSet.objects.waiting_for(cast.county_reviewer)
    assert not ChangeSet.objects.waiting_for(cast.town_reviewer).exists()
    assert set(desk_of(now(sent)).people) == {
        cast.county_reviewer, cast.county_second_reviewer, cast.county_third_reviewer, cast.secrecy_reviewer,
    }  # fmt: skip


def test_sql_python_and_the_question_who_may_agree_about_every_draft(cast):
    """Every region × organisation × desk of the cast, for everybody."""
    regions = [cast.city, cast.county, cast.neighbour, cast.town, cast.village]
    offices = list(Organisation.objects.select_related("region"))
    sets = ChangeSet.objects.bulk_create(
        ChangeSet(
            noun="place", title="x", region=region, organisation=organisation, desk=desk, author=cast.auditor
        )
        for region in regions
        for organisation in [None, *offices]
        for desk in [None, *offices]
    )
    for user in User.objects.filter(pk__in=Assignment.objects.values("user")):
        scope = scope_of(user)
        seen = set(ChangeSet.objects.visible_to(user, scope).values_list("pk", flat=True))
        for one in sets:
            desk = (one.desk.pk, one.desk.region.path) if one.desk else None
            granted = [
                grant for grant in scope.grants
                if grant.role in READING_ROLES and grant.covers_draft(one.region.path, one.organisation_id, desk)
            ]  # fmt: skip
            assert (one.pk in seen) == bool(granted), (user, one.region, one.organisation, one.desk)
    role = "editor"
    for one in sets[::7]:
        desk = (one.desk.pk, one.desk.region.path) if one.desk else None
        asked = set(who_may(role, one.region, one.organisation, desk=one.desk))
        told = {
            user for user in User.objects.all()
            for grant in scope_of(user).grants
            if grant.role == role and grant.covers_draft(one.region.path, one.organisation_id, desk)
        }  # fmt: skip
        assert asked == told, (one.region, one.organisation, one.desk)
