"""What a security administrator does with people, inside the region that is his: every rule of it, and no page.

``by`` is always who does it: a security administrator, or a superuser, who appoints the first ones. Each function is
one transaction and raises BadInput with the field at fault; nobody does anything of this to themselves.
"""

import datetime as dt
from typing import Any

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from geo.errors import BadInput
from layers.organisations.models import Organisation
from layers.regions.models import Region
from layers.staff import lockout, passwords
from layers.staff.models import Assignment, Deputy, Role, SecondFactor, User
from layers.staff.scope import Scope, scope_of
from layers.staff.separation import refuse_mixture

LONGEST_LOAN = dt.timedelta(days=366)
LONGEST_PHONE = 40


def people_of(scope: Scope) -> QuerySet[User]:
    """Whom a security administrator sees: everybody who holds, held or will hold something inside the region."""
    held = scope.rows(Assignment.objects.all(), roles=[Role.SECURITY_ADMINISTRATOR])
    return User.objects.filter(pk__in=held.values("user"))


@transaction.atomic
def create(
    by: User,
    username: str,
    display_name: str,
    *,
    role: Role | str,
    region: Region,
    organisation: Organisation,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    phone: str = "",
    is_secrecy_reviewer: bool = False,
) -> tuple[User, str]:
    """A new person with the first assignment; and the password, which must be changed at the first login.

    It is shown once and stored nowhere.
    """
    post: dict[str, Any] = {"role": role, "region": region, "organisation": organisation}
    post |= {"valid_from": valid_from, "valid_to": valid_to, "is_secrecy_reviewer": is_secrecy_reviewer}
    user = enter(by, username, display_name, phone=phone, **post)
    return user, _give_password(user)


@transaction.atomic
def enter(by: User, username: str, display_name: str, *, phone: str = "", **post: Any) -> User:
    """``create`` but for the password: nobody can log in yet. A password takes a tenth of a second to hash, which the
    trial run of an import of hundreds does not wait for."""
    refuse_name(username, display_name)
    if len(phone) > LONGEST_PHONE:
        raise BadInput("phone", f"电话最多 {LONGEST_PHONE} 个字")
    user = User(username=username, display_name=display_name.strip(), phone=phone.strip(), is_staff=True)
    user.must_change_password = True
    user.set_unusable_password()
    user.save()
    assign(by, user, **post)
    return user


@transaction.atomic
def amend(by: User, user: User, *, phone: str) -> None:
    """Another office phone. A name stays: it is what the trail knows the person by."""
    _refuse_others_people(by, user)
    if len(phone) > LONGEST_PHONE:
        raise BadInput("phone", f"电话最多 {LONGEST_PHONE} 个字")
    user.phone = phone.strip()
    user.save(update_fields=["phone"])


@transaction.atomic
def disable(by: User, user: User) -> None:
    """Ends every session at once; what was lent by this account falls with it."""
    _refuse_others_people(by, user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    user.is_active = False


@transaction.atomic
def enable(by: User, user: User) -> None:
    """The account answers again; its assignments are those that it has."""
    _refuse_others_people(by, user)
    User.objects.filter(pk=user.pk).update(is_active=True)
    user.is_active = True


@transaction.atomic
def reset_password(by: User, user: User) -> str:
    """A password to be told to the person, who must change it at the next login; a lock is taken off."""
    _refuse_others_people(by, user)
    password = passwords.random_password()
    passwords.change(user, password, must_change=True)
    lockout.forgive(lockout.of_account(user.username), lockout.of_second_factor(user.pk))
    return password


@transaction.atomic
def reset_second_factor(by: User, user: User) -> None:
    """The phone is lost: the next login begins a new one. With the password reset too, or a thief of both enrols."""
    _refuse_others_people(by, user)
    SecondFactor.objects.filter(user=user).delete()
    lockout.forgive(lockout.of_second_factor(user.pk))


@transaction.atomic
def assign(
    by: User,
    user: User,
    *,
    role: Role | str,
    region: Region,
    organisation: Organisation,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    is_secrecy_reviewer: bool = False,
) -> Assignment:
    """Give ``user`` a role for a region on behalf of an organisation; both dates count."""
    _refuse_self(by, user)
    refuse_outside(by, region, organisation)
    if role not in Role.values:
        raise BadInput("role", "没有这个角色")
    if valid_to and valid_to < valid_from:
        raise BadInput("valid_to", "任职的截止日期不能早于起始日期")
    if is_secrecy_reviewer and role != Role.REVIEWER:
        raise BadInput("is_secrecy_reviewer", "保密审查员须是审核人员")
    _lock(user)
    _refuse_former(user)
    refuse_mixture(user, role, valid_from, valid_to)
    return Assignment.objects.create(
        user=user,
        role=role,
        region=region,
        organisation=organisation,
        valid_from=valid_from,
        valid_to=valid_to,
        is_secrecy_reviewer=is_secrecy_reviewer,
    )


@transaction.atomic
def end_assignment(by: User, assignment: Assignment, last_day: dt.date) -> None:
    """``last_day`` still counts; yesterday ends it now. One that would end before it began is taken back whole."""
    _refuse_self(by, assignment.user)
    refuse_outside(by, assignment.region, assignment.organisation)
    if assignment.valid_to and last_day > assignment.valid_to:
        raise BadInput("valid_to", "任职到期更早；延长须另行任职")
    if last_day < assignment.valid_from:
        assignment.deputies.all().delete()
        assignment.delete()
        return
    assignment.valid_to = last_day
    assignment.save(update_fields=["valid_to"])


@transaction.atomic
def lend(
    by: User, assignment: Assignment, to: User, *, valid_from: dt.date, valid_to: dt.date, reason: str
) -> Deputy:
    """Let ``to`` stand in for the holder, who lends it himself or a security administrator for him.

    A deputy cannot lend on: what is lent is an assignment, and a deputy holds none.
    """
    if by.pk != assignment.user_id:
        refuse_outside(by, assignment.region, assignment.organisation)
        _refuse_self(by, to)
    _refuse_bad_loan(assignment, to, valid_from, valid_to, reason)
    _lock(to)
    _refuse_former(to)
    refuse_mixture(to, assignment.role, valid_from, valid_to)
    return Deputy.objects.create(
        assignment=assignment, user=to, valid_from=valid_from, valid_to=valid_to, reason=reason.strip()
    )


@transaction.atomic
def end_loan(by: User, deputy: Deputy) -> None:
    """Now, by the holder or a security administrator. A loan that has begun stays on record up to yesterday."""
    if by.pk != deputy.assignment.user_id:
        refuse_outside(by, deputy.assignment.region, deputy.assignment.organisation)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    if deputy.valid_from > yesterday:
        deputy.delete()
    elif deputy.valid_to > yesterday:
        deputy.valid_to = yesterday
        deputy.save(update_fields=["valid_to"])


def _refuse_bad_loan(
    assignment: Assignment, to: User, valid_from: dt.date, valid_to: dt.date, reason: str
) -> None:
    if to.pk == assignment.user_id:
        raise BadInput("user", "不能代理自己")
    if valid_to < valid_from:
        raise BadInput("valid_to", "代理的截止日期不能早于起始日期")
    if valid_to - valid_from > LONGEST_LOAN:
        raise BadInput("valid_to", "代理最长一年；更久的应另行任职")
    if assignment.valid_to and valid_from > assignment.valid_to:
        raise BadInput("valid_from", "那时任职已经结束")
    if not assignment.user.is_active:
        raise BadInput("assignment", "账号已停用，任职不能出借")
    if not reason.strip():
        raise BadInput("reason", "请写明事由")


def _refuse_self(by: User, user: User) -> None:
    if by.pk == user.pk:
        raise BadInput("user", "不能给自己任职或改自己的账号，请由另一位安全管理员办理")


def refuse_outside(by: User, region: Region, organisation: Organisation) -> None:
    """Raises BadInput when ``by`` appoints nobody there."""
    # The organisation is a claim of the form: a city bureau is not appointed for by the county it is named in.
    scope = scope_of(by)
    role = Role.SECURITY_ADMINISTRATOR
    if by.is_active and by.is_superuser:
        return
    if not scope.covers(role, region.path, organisation.pk):
        raise BadInput("region", "不在您管理的区划和单位之内")
    if not scope.covers(role, organisation.region.path, organisation.pk):
        raise BadInput("organisation", "单位不在您管理的区划之内")


def _refuse_others_people(by: User, user: User) -> None:
    """All that the person holds lies inside; who holds nothing any more is known by what was held."""
    _refuse_self(by, user)
    if by.is_active and by.is_superuser:
        return
    every = user.assignments.select_related("region", "organisation__region")
    # What ended long ago in another county does not matter while something is held now.
    present = [held for held in every if not held.valid_to or held.valid_to >= timezone.localdate()]
    if user.is_superuser or not every:
        raise BadInput("user", "不在您管理的人员之内")
    for held in present or every:
        refuse_outside(by, held.region, held.organisation)


def _refuse_former(user: User) -> None:
    if not user.is_active:
        raise BadInput("user", "账号已停用")


def refuse_name(username: str, display_name: str) -> None:
    """Raises BadInput for what cannot be a new account's."""
    try:
        UnicodeUsernameValidator()(username)
    except ValidationError:
        raise BadInput("username", "用户名只能用文字、数字和 @ . + - _") from None
    if len(username) > 150:
        raise BadInput("username", "用户名太长")
    if not display_name.strip() or len(display_name) > 60:
        raise BadInput("display_name", "请写姓名，不超过 60 字")
    # Two names that differ by a capital are one person twice, and share one lock.
    if User.objects.filter(username__iexact=username).exists():
        raise BadInput("username", "这个用户名已有人用")


def _give_password(user: User) -> str:
    """To somebody who has none yet, so that none is former."""
    password = passwords.random_password()
    user.set_password(password)
    user.save(update_fields=["password", "password_changed_at"])
    return password


def _lock(user: User) -> None:
    """Two assignments at once, each lawful alone, must not pass each other by."""
    User.objects.select_for_update().get(pk=user.pk)
