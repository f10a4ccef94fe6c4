"""Where a user may do what: the rule by hand on the fixed cast, and SQL against Python on random trees."""

import datetime as dt

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.organisations.models import Organisation
from layers.regions.models import Region
from layers.staff.eligible import who_may
from layers.staff.models import Assignment, Role, User
from layers.staff.scope import scope_of
from tests.harness.cast import SINCE, lend

DAY = dt.date(2026, 5, 20)


def may(user, role, region, organisation=None, on=DAY):
    return scope_of(user, on).covers(role, region.path, organisation and organisation.pk)


def seen(user, on=DAY, **how):
    """The names of the organisations that the scope lets through, as rows of their own region."""
    found = scope_of(user, on).rows(Organisation.objects.all(), organisation="id", **how)
    return set(found.values_list("name", flat=True))


def test_the_public_the_disabled_and_a_superuser_have_no_scope(cast):
    cast.county_editor.is_active = False
    root = User.objects.create_superuser("root", password="x")
    for user in (cast.anonymous, cast.county_editor, root, None):
        scope = scope_of(user, DAY)
        assert not scope and not scope.covers(None, cast.village.path, None)
        assert not scope.rows(Organisation.objects.all(), organisation="id").exists()


def test_a_county_editor_edits_her_county_and_not_the_neighbour(cast):
    assert may(cast.county_editor, Role.EDITOR, cast.county, cast.bureau)
    assert may(cast.county_editor, Role.EDITOR, cast.village, cast.town_government)
    assert not may(cast.county_editor, Role.EDITOR, cast.neighbour, cast.neighbour_bureau)
    assert not may(cast.county_editor, Role.EDITOR, cast.neighbour_town)
    assert not may(cast.county_editor, Role.EDITOR, cast.city)
    assert not may(cast.county_editor, Role.REVIEWER, cast.county, cast.bureau)


def test_two_bureaus_of_a_county_do_not_see_each_other_and_its_government_sees_both(cast):
    assert seen(cast.county_editor) == {cast.bureau.name, cast.town_government.name}
    assert seen(cast.bureau_editor) == {cast.other_bureau.name, cast.town_government.name}
    county = {cast.government.name, cast.bureau.name, cast.other_bureau.name, cast.town_government.name}
    assert seen(cast.county_publisher) == county
    assert seen(cast.city_editor) > county | {cast.neighbour_bureau.name}


def test_a_row_without_an_organisation_is_everybodys_of_that_region(cast):
    assert may(cast.bureau_editor, Role.EDITOR, cast.county)
    assert not may(cast.town_editor, Role.EDITOR, cast.county)


def test_a_region_whose_key_begins_alike_is_another_region(cast):
    county, other = cast.county.path, cast.county.path.removesuffix("/") + "7/"
    assert not scope_of(cast.county_editor, DAY).covers(Role.EDITOR, other, None)
    assert scope_of(cast.county_editor, DAY).covers(Role.EDITOR, county, None)


def test_a_region_that_is_half_made_gives_nobody_everything(cast):
    Region.objects.filter(pk=cast.village.pk).update(path="")
    assert not scope_of(cast.village_clerk, DAY)
    assert not scope_of(cast.city_editor, DAY).covers(None, "", None)


def test_scope_follows_the_manager_when_a_zone_takes_over_a_town(cast):
    """The town keeps its statistical parent; the path is what changes hands."""
    path = f"{cast.neighbour.path}{cast.town.pk}/"
    Region.objects.filter(pk=cast.town.pk).update(manage_parent=cast.neighbour, path=path)
    cast.town.refresh_from_db()
    assert may(cast.neighbour_editor, Role.EDITOR, cast.town)
    assert not may(cast.county_editor, Role.EDITOR, cast.town)


def test_administrators_read_no_content_and_an_auditor_edits_none(cast):
    for user in (cast.system_administrator, cast.security_administrator, cast.audit_administrator):
        assert seen(user) == set()
        assert not may(user, None, cast.village)
    assert may(cast.security_administrator, Role.SECURITY_ADMINISTRATOR, cast.village)
    assert may(cast.auditor, None, cast.village) and not may(cast.auditor, Role.EDITOR, cast.village)
    assert seen(cast.auditor, roles=[Role.EDITOR]) == set()


def test_an_assignment_counts_from_its_first_to_its_last_day(cast):
    cast.county_editor.assignments.update(valid_from=DAY, valid_to=DAY)
    days = [DAY + dt.timedelta(days=n) for n in (-1, 0, 1)]
    assert [may(cast.county_editor, Role.EDITOR, cast.county, cast.bureau, day) for day in days] == [
        False,
        True,
        False,
    ]


def test_a_deputy_has_the_principals_grants_for_the_dated_time_only(cast):
    lend(cast.county_reviewer, cast.town_editor, DAY, DAY + dt.timedelta(days=6))
    last, over = DAY + dt.timedelta(days=6), DAY + dt.timedelta(days=7)
    for day, expected in ((DAY, True), (last, True), (over, False), (DAY - dt.timedelta(days=1), False)):
        assert may(cast.town_editor, Role.REVIEWER, cast.county, cast.bureau, day) is expected
    grant = scope_of(cast.town_editor, DAY).grant_for(Role.REVIEWER, cast.county.path, cast.bureau.pk)
    assert grant.principal_id == cast.county_reviewer.pk


def test_a_deputy_falls_with_the_principal(cast):
    lend(cast.county_reviewer, cast.town_editor, SINCE, DAY + dt.timedelta(days=60))
    cast.county_reviewer.assignments.update(valid_to=DAY)
    assert may(cast.town_editor, Role.REVIEWER, cast.county, cast.bureau, DAY)
    assert not may(cast.town_editor, Role.REVIEWER, cast.county, cast.bureau, DAY + dt.timedelta(days=1))
    User.objects.filter(pk=cast.county_reviewer.pk).update(is_active=False)
    assert not may(cast.town_editor, Role.REVIEWER, cast.county, cast.bureau, DAY)


def test_only_a_marked_reviewer_does_the_secrecy_review(cast):
    def may_review(user):
        place = (cast.county.path, cast.bureau.pk)
        return scope_of(user, DAY).covers(Role.REVIEWER, *place, secrecy=True)

    assert may_review(cast.secrecy_reviewer) and not may_review(cast.county_third_reviewer)
    assert list(who_may(Role.REVIEWER, cast.county, cast.bureau, secrecy=True, on=DAY)) == [
        cast.secrecy_reviewer
    ]


def test_nobody_in_the_village_may_review_so_the_town_comes_first_and_the_parents_after(cast):
    found = who_may(Role.REVIEWER, cast.village, cast.town_government, on=DAY)
    assert found[0] == cast.town_reviewer
    assert not found.filter(level=cast.village.level).exists()
    levels = [user.level for user in found]
    assert levels == sorted(levels, reverse=True) and found.last() == cast.city_reviewer
    assert cast.neighbour_reviewer not in found


def test_who_may_knows_deputies_by_the_level_of_what_is_lent(cast):
    lend(cast.town_reviewer, cast.city_editor, DAY, DAY)
    found = who_may(Role.REVIEWER, cast.village, cast.town_government, on=DAY)
    assert found.get(pk=cast.city_editor.pk).level == cast.town.level


def test_scope_is_found_in_one_query_and_rows_in_one(cast, django_assert_num_queries):
    lend(cast.county_reviewer, cast.county_editor, DAY, DAY)
    with django_assert_num_queries(1):
        scope = scope_of(cast.county_editor, DAY)
    with django_assert_num_queries(1):
        list(scope.rows(Organisation.objects.all(), organisation="id"))


@given(
    parents=st.lists(st.integers(0, 9), min_size=4, max_size=7),
    above=st.lists(st.integers(0, 9), min_size=3, max_size=5),
    posts=st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from(["editor", "reviewer"])),
        min_size=1,
        max_size=3,
    ),
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sql_python_and_who_may_are_one_rule_on_random_trees(db, parents, above, posts):
    with transaction.atomic():
        regions, offices = _tree(parents), []
        for number, parent in enumerate(above):
            where = regions[(number * 3 + parent) % len(regions)]
            higher = offices[parent % len(offices)] if offices and parent < 7 else None
            offices.append(Organisation.objects.create(name=f"{number}", region=where, parent=higher))
        user = User.objects.create(username="someone")
        for region, office, role in posts:
            Assignment.objects.create(
                user=user, role=role, valid_from=SINCE,
                region=regions[region % len(regions)], organisation=offices[office % len(offices)],
            )  # fmt: skip
        scope = scope_of(user, DAY)
        for role in (None, Role.EDITOR, Role.PUBLISHER):
            roles = [role] if role else None
            allowed = {o.pk for o in offices if scope.covers(role, o.region.path, o.pk)}
            rows = scope.rows(Organisation.objects.all(), organisation="id", roles=roles)
            assert set(rows.values_list("pk", flat=True)) == allowed
            whole = scope.rows(Region.objects.all(), region_path="path", organisation=None, roles=roles)
            assert set(whole) == {r for r in regions if scope.covers(role, r.path, None)}
            if role:
                assert {o.pk for o in offices if user in who_may(role, o.region, o, on=DAY)} == allowed
        transaction.set_rollback(True)


def _tree(parents):
    """Regions whose parent is an earlier one; levels do not matter to the rule."""
    regions = []
    for number, parent in enumerate([0, *parents]):
        above = regions[parent % len(regions)] if regions else None
        unit = Region.objects.create(
            level=min(4, above.level + 1 if above else 1), kind="city", name=str(number), code=f"{number:012d}",
            manage_parent=above,
        )  # fmt: skip
        unit.path = f"{above.path if above else ''}{unit.pk}/"
        unit.save(update_fields=["path"])
        regions.append(unit)
    return regions
