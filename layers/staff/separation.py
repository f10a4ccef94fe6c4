"""三员分立: the system's, the security and the audit administrator are three people, and none of them edits content."""

import datetime as dt
from typing import TypeVar

from django.db.models import Q, QuerySet

from geo.errors import BadInput
from layers.staff.models import ADMINISTRATORS, CONTENT_ROLES, Assignment, Deputy, Role, User

M = TypeVar("M", Assignment, Deputy)


def refuse_mixture(
    user: User, role: Role | str, valid_from: dt.date, valid_to: dt.date | None, *, but: int | None = None
) -> None:
    """Raises BadInput("role") when ``user`` holds, or stands in for, what does not go with ``role`` on any day of
    that time. ``but``: an assignment that is being changed."""
    wanted = Role(role)
    if wanted not in (*ADMINISTRATORS, *CONTENT_ROLES):
        return
    for held in _held(user, valid_from, valid_to, but):
        if are_apart(wanted, held):
            raise BadInput("role", f"三员分立：{user}已任{held.label}，不能兼任{wanted.label}")


def are_apart(one: Role, other: Role) -> bool:
    """Whether one person must not hold both."""
    pair = {one, other}
    if len(pair) == 1 or not pair & set(ADMINISTRATORS):
        return False
    return pair <= {*ADMINISTRATORS, *CONTENT_ROLES}


def _held(user: User, since: dt.date, until: dt.date | None, but: int | None) -> set[Role]:
    others = Assignment.objects.filter(user=user)
    own = _overlapping(others.exclude(pk=but) if but else others, since, until)
    lent = _overlapping(Deputy.objects.filter(user=user), since, until)
    found = {*own.values_list("role", flat=True), *lent.values_list("assignment__role", flat=True)}
    # Who may do everything in the system is its administrator by whatever name.
    return {Role(role) for role in found} | ({Role.SYSTEM_ADMINISTRATOR} if user.is_superuser else set())


def _overlapping(rows: QuerySet[M], since: dt.date, until: dt.date | None) -> QuerySet[M]:
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=since))
    return rows.filter(valid_from__lte=until) if until else rows
