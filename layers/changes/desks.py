"""Whose desk a set in review lies on: with the nearest unit upwards in which somebody may take its next step.

For a page of sets at once, in one query; the rule of coverage is ``Grant.covers``, as everywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, JSONField, OuterRef
from django.utils import timezone

from layers.changes.models import ChangeSet, Signature
from layers.changes.queryset import ChangeSetQuerySet
from layers.organisations.tree import Below
from layers.staff.models import Assignment, Deputy, Role
from layers.staff.scope import Grant, Scope

WHAT = ("role", "region_id", "region__path", "is_secrecy_reviewer", "user_id", "organisation_id")
SHOWN_NAMES = 3


@dataclass(frozen=True)
class Place:
    """``region`` None: nobody may. ``is_handed_up``: nobody of the set's own level may."""

    region_path: str
    region_name: str
    people: tuple[str, ...]
    is_handed_up: bool

    def sentence(self, step: str, own: str) -> str:
        """``own`` is the name of the region that the set belongs to."""
        if not self.people:
            return f"“{step}”目前没有人可以办理，请与安全管理员联系"
        names = "、".join(self.people[:SHOWN_NAMES]) + ("等" if len(self.people) > SHOWN_NAMES else "")
        if self.is_handed_up:
            return f"{own}没有可以办理“{step}”的人，转由上级{self.region_name}的{names}办理"
        return f"等待{self.region_name}的{names}办理“{step}”"


NOBODY = Place("", "", (), False)


@dataclass(frozen=True)
class Candidate:
    """Somebody by one grant."""

    grant: Grant
    user_id: int
    name: str
    region_name: str


def with_persons(sets: ChangeSetQuerySet) -> ChangeSetQuerySet:
    """With ``next_step`` and its kin, and ``took_part``: who signed, and for whom, in this round over this hash."""
    signed = Signature.objects.filter(
        change_set=OuterRef("pk"), round=OuterRef("round"), content_hash=OuterRef("content_hash")
    )
    pairs = signed.annotate(
        pair=Func("user_id", "on_behalf_of_id", function="jsonb_build_array", output_field=JSONField())
    )
    return sets.with_step().annotate(took_part=ArraySubquery(pairs.values("pair")))


def desks_of(sets: Iterable[ChangeSet]) -> dict[int, Place]:
    """Key of the set → where it lies. The sets come from ``with_persons``, with their region and desk selected."""
    waiting = [one for one in sets if one.next_step is not None]  # type: ignore[attr-defined]
    if not waiting:
        return {}
    candidates = _candidates(waiting)
    return {one.pk: _desk(one, candidates) for one in waiting}


def may_take(one: Any, scope: Scope) -> bool:
    """Whether the user of that scope may take the next step of the set, from ``with_persons``: for its buttons. It is
    asked anew when the step is taken."""
    return one.state == "in_review" and any(
        _may(one, grant, {scope.user_id, grant.principal_id}) for grant in scope.grants
    )


def _may(one: Any, grant: Grant, persons: set[int | None]) -> bool:
    signed = {person for signature in one.took_part for person in signature if person}
    return (
        grant.role == one.next_role
        and (grant.is_secrecy_reviewer or not one.by_secrecy_reviewer)
        and grant.covers_draft(one.region.path, one.organisation_id, one.drafted_at)
        and not persons & (one.persons | signed)
    )


def _desk(one: Any, candidates: list[Candidate]) -> Place:
    able = [
        found for found in candidates if _may(one, found.grant, {found.user_id, found.grant.principal_id})
    ]
    if not able:
        return NOBODY
    nearest = max(able, key=lambda found: len(found.grant.region_path)).grant.region_path
    there = [found for found in able if found.grant.region_path == nearest]
    names = tuple(dict.fromkeys(found.name for found in there))
    return Place(nearest, there[0].region_name, names, nearest != one.region.path)


def _candidates(waiting: list[Any]) -> list[Candidate]:
    """Everybody with one of the wanted roles in the regions from these sets up to the city."""
    lines = {int(key) for one in waiting for key in one.region.path.split("/") if key}
    roles = {one.next_role for one in waiting}
    day = timezone.localdate()
    people = ("organisations", "user_id", "user__display_name", "user__username")
    own = Assignment.objects.valid_on(day).filter(role__in=roles, region__in=lines, user__is_active=True)
    lent = Deputy.objects.valid_on(day).filter(
        assignment__role__in=roles, assignment__region__in=lines, user__is_active=True
    )
    rows = (
        own.annotate(organisations=Below("organisation"))
        .values_list(*WHAT, *people, "region__name")
        .union(
            lent.annotate(organisations=Below("assignment__organisation")).values_list(
                *(f"assignment__{name}" for name in WHAT), *people, "assignment__region__name"
            ),
            all=True,
        )
    )
    return [
        Candidate(
            Grant(Role(role), region, path, organisation, frozenset(below), is_secrecy, principal),
            user,
            shown or username,
            name,
        )
        for role, region, path, is_secrecy, principal, organisation, below, user, shown, username, name in rows
    ]
