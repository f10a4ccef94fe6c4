"""What a security administrator may do with people, and what nobody may."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from geo.errors import BadInput
from layers.staff import accounts
from layers.staff.models import Assignment, Deputy, Role, User
from layers.staff.passwords import is_due
from layers.staff.scope import scope_of
from layers.staff.separation import are_apart
from tests.harness.cast import SINCE, lend


@pytest.fixture
def county_security(cast):
    """The security administrator of the county alone."""
    user = User.objects.create_user("county-security", password="Correct-horse-7", is_staff=True)
    Assignment.objects.create(
        user=user, role=Role.SECURITY_ADMINISTRATOR, region=cast.county, organisation=cast.government,
        valid_from=SINCE,
    )  # fmt: skip
    return user


def post(cast, region="county", organisation="bureau", role=Role.EDITOR, **more):
    where = {"region": getattr(cast, region), "organisation": getattr(cast, organisation)}
    return {"role": role, **where, "valid_from": timezone.localdate(), **more}


def refused(parameter, reason, function, /, *given, **more):
    with pytest.raises(BadInput) as problem:
        function(*given, **more)
    assert (problem.value.parameter, reason in problem.value.message) == (parameter, True), problem.value


def test_a_new_person_gets_a_post_and_a_password_to_change(cast, county_security):
    user, password = accounts.create(county_security, "wang", "王会计", **post(cast))
    assert user.check_password(password) and is_due(User.objects.get(pk=user.pk))
    assert scope_of(user).covers(Role.EDITOR, cast.county.path, cast.bureau.pk)
    refused("username", "已有人用", accounts.create, county_security, "WANG", "王二", **post(cast))


@pytest.mark.parametrize("name", ["", "a b", "<script>", "x" * 151, "\0", "王\n会计"])
def test_a_bad_user_name_makes_nobody(cast, county_security, name):
    before = User.objects.count()
    with pytest.raises(BadInput):
        accounts.create(county_security, name, "某人", **post(cast))
    assert User.objects.count() == before


def test_nobody_appoints_beyond_their_region(cast, county_security):
    beyond = [("city", "city_office"), ("neighbour", "neighbour_bureau")]
    for region, organisation in beyond:
        where = post(cast, region, organisation)
        refused("region", "不在您管理", accounts.assign, county_security, cast.town_editor, **where)
    # A region of one's own with the organisation of another county would see that county's drafts below it.
    mixed = post(cast, "town", "neighbour_bureau")
    refused("organisation", "不在您管理", accounts.assign, county_security, cast.town_editor, **mixed)
    assert User.objects.filter(username="li").count() == 0
    refused(
        "region", "不在", accounts.create, county_security, "li", "李", **post(cast, "city", "city_office")
    )
    assert User.objects.filter(username="li").count() == 0


def test_who_is_no_security_administrator_appoints_nobody(cast):
    for by in (cast.county_publisher, cast.system_administrator, cast.audit_administrator, cast.city_editor):
        refused("region", "不在您管理", accounts.assign, by, cast.town_editor, **post(cast))
        with pytest.raises(BadInput):
            accounts.reset_password(by, cast.town_editor)
        with pytest.raises(BadInput):
            accounts.disable(by, cast.town_editor)


def test_nobody_gives_themselves_anything(cast, county_security):
    root = User.objects.create_superuser("root", password="Correct-horse-7")
    for by in (county_security, root):
        refused("user", "自己", accounts.assign, by, by, **post(cast, role=Role.AUDITOR))
        refused("user", "自己", accounts.reset_second_factor, by, by)
        refused("user", "自己", accounts.reset_password, by, by)
    held = cast.county_reviewer.assignments.get()
    week = {"valid_from": timezone.localdate(), "valid_to": timezone.localdate(), "reason": "休假"}
    refused("user", "自己", accounts.lend, county_security, held, county_security, **week)
    refused("user", "代理自己", accounts.lend, county_security, held, cast.county_reviewer, **week)


CONTENT = [Role.EDITOR, Role.REVIEWER, Role.PUBLISHER]
ADMINISTRATORS = [Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR]


def test_three_administrators_are_three_people_and_none_edits_content():
    for one in Role:
        for other in Role:
            both_administrators = one in ADMINISTRATORS and other in ADMINISTRATORS and one != other
            mixed = {one in ADMINISTRATORS, other in ADMINISTRATORS} == {True, False}
            content = one in CONTENT or other in CONTENT
            assert are_apart(one, other) is (both_administrators or (mixed and content)), (one, other)


def test_an_administrator_role_and_content_do_not_meet_in_one_person_on_any_day(cast):
    by, today = cast.security_administrator, timezone.localdate()
    refused("role", "三员分立", accounts.assign, by, cast.county_editor, **post(cast, role="audit_admin"))
    refused("role", "三员分立", accounts.assign, by, cast.system_administrator, **post(cast))
    other = post(cast, role=Role.AUDIT_ADMINISTRATOR)
    refused("role", "三员分立", accounts.assign, by, cast.system_administrator, **other)
    root = User.objects.create_superuser("root", password="Correct-horse-7")
    refused("role", "三员分立", accounts.assign, by, root, **post(cast))
    # One after the other is lawful, one day together is not.
    cast.county_editor.assignments.update(valid_to=today + dt.timedelta(days=9))
    late = post(cast, role="audit_admin") | {"valid_from": today + dt.timedelta(days=9)}
    refused("role", "三员分立", accounts.assign, by, cast.county_editor, **late)
    accounts.assign(by, cast.county_editor, **late | {"valid_from": today + dt.timedelta(days=10)})


def test_a_loan_is_no_way_around_the_separation(cast):
    by, today = cast.security_administrator, timezone.localdate()
    audit = cast.audit_administrator.assignments.get()
    week = {"valid_from": today, "valid_to": today, "reason": "休假"}
    refused("role", "三员分立", accounts.lend, by, audit, cast.county_editor, **week)
    accounts.lend(by, audit, cast.auditor, **week)
    refused("role", "三员分立", accounts.assign, by, cast.auditor, **post(cast))


def test_a_holder_lends_what_is_hers_and_a_deputy_cannot_lend_on(cast, county_security):
    today = timezone.localdate()
    week = {"valid_from": today, "valid_to": today + dt.timedelta(days=6), "reason": "休假"}
    held = cast.county_reviewer.assignments.get()
    accounts.lend(cast.county_reviewer, held, cast.town_reviewer, **week)
    assert scope_of(cast.town_reviewer).covers(Role.REVIEWER, cast.county.path, cast.bureau.pk)
    refused("region", "不在", accounts.lend, cast.town_reviewer, held, cast.village_clerk, **week)
    refused(
        "reason", "事由", accounts.lend, county_security, held, cast.town_editor, **week | {"reason": " "}
    )
    back = week | {"valid_to": today - dt.timedelta(days=1)}
    refused("valid_to", "早于", accounts.lend, county_security, held, cast.town_editor, **back)
    ever = week | {"valid_to": today + dt.timedelta(days=4000)}
    refused("valid_to", "一年", accounts.lend, county_security, held, cast.town_editor, **ever)


def test_a_loan_that_is_ended_is_over_now(cast, county_security):
    deputy = lend(cast.county_reviewer, cast.town_reviewer, SINCE, timezone.localdate())
    refused("region", "不在", accounts.end_loan, cast.neighbour_editor, deputy)
    accounts.end_loan(county_security, deputy)
    assert not scope_of(cast.town_reviewer).covers(Role.REVIEWER, cast.county.path, cast.bureau.pk)
    assert Deputy.objects.get().valid_to < timezone.localdate()


def test_an_assignment_ends_now_or_on_a_day_and_a_mistaken_one_is_taken_back(cast, county_security):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    held = cast.county_editor.assignments.get()
    accounts.end_assignment(county_security, held, yesterday)
    assert not scope_of(cast.county_editor)
    refused("valid_to", "更早", accounts.end_assignment, county_security, held, timezone.localdate())
    mistaken = accounts.assign(county_security, cast.town_editor, **post(cast))
    lend(cast.county_reviewer, cast.town_editor, SINCE, SINCE)
    accounts.end_assignment(county_security, mistaken, yesterday)
    assert not Assignment.objects.filter(pk=mistaken.pk).exists() and Deputy.objects.count() == 1


def test_a_disabled_account_has_nothing_lends_nothing_and_gets_nothing(cast, county_security):
    accounts.disable(county_security, cast.county_reviewer)
    user = User.objects.get(pk=cast.county_reviewer.pk)
    assert not user.is_active and not scope_of(user)
    refused("user", "已停用", accounts.assign, county_security, user, **post(cast))
    accounts.enable(county_security, user)
    assert scope_of(User.objects.get(pk=user.pk))


def test_a_county_touches_neither_superusers_nor_people_of_elsewhere(cast, county_security):
    root = User.objects.create_superuser("root", password="Correct-horse-7")
    nobody = User.objects.create_user("unassigned", password="Correct-horse-7")
    for user in (root, nobody, cast.neighbour_editor, cast.city_editor):
        with pytest.raises(BadInput):
            accounts.reset_password(county_security, user)
        with pytest.raises(BadInput):
            accounts.disable(county_security, user)
    # One foot in another county is enough to be no longer ours alone.
    Assignment.objects.create(
        user=cast.county_editor, role=Role.EDITOR, region=cast.neighbour,
        organisation=cast.neighbour_bureau, valid_from=SINCE,
    )  # fmt: skip
    with pytest.raises(BadInput):
        accounts.reset_password(county_security, cast.county_editor)


def test_a_password_that_was_reset_must_be_changed_and_takes_off_the_lock(cast, county_security):
    from layers.staff import lockout

    meter = lockout.of_account(cast.county_editor.username)
    assert [lockout.charge(meter) for _ in range(6)] == [True] * 5 + [False]
    password = accounts.reset_password(county_security, cast.county_editor)
    user = User.objects.get(pk=cast.county_editor.pk)
    assert user.check_password(password) and is_due(user) and lockout.charge(meter)


def test_the_database_refuses_a_secrecy_reviewer_who_reviews_nothing(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        cast.county_editor.assignments.update(is_secrecy_reviewer=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        lend(cast.county_reviewer, cast.town_editor, SINCE, SINCE - dt.timedelta(days=1))


def test_the_superusers_form_knows_the_separation_too(client, cast):
    from django.urls import reverse

    from tests.harness.signing_in import sign_in

    root = User.objects.create_superuser("root", password="Correct-horse-7")
    add = reverse("admin:staff_assignment_add")
    given = {
        "region": cast.county.pk, "organisation": cast.bureau.pk, "valid_from": "2026-01-01", "role": "audit_admin",
    }  # fmt: skip
    sign_in(client, root)
    for user, field, reason in (
        (root, "user", "不能给自己任职"),
        (cast.county_editor, "role", "三员分立"),
    ):
        answer = client.post(add, given | {"user": user.pk})
        assert reason in answer.context["adminform"].form.errors[field][0]
    assert client.post(add, given | {"user": cast.auditor.pk}).status_code == 302
