"""Where a user may do what: the one rule that every page, list, export, search and file of the desk goes through.

A grant covers a row of region r and organisation o when r lies in the grant's region and either the row has no
organisation, or o is the grant's organisation or below it, or r lies strictly below the grant's region. So parents
help children, two bureaus of one county do not see each other's drafts, and the county's government, their parent,
covers them all. Paths follow manage_parent: a town that a development zone manages is the zone's.

What is not public yet asks one thing more, where it was drafted (``Grant.covers_draft``): two bureaus of one county do
not see each other's drafts about a town either.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet, Value
from django.http import HttpRequest
from django.utils import timezone

from layers.organisations.tree import Below
from layers.regions.models import Region
from layers.staff.models import READING_ROLES, Assignment, Deputy, Role

M = TypeVar("M", bound=Model)

WHAT = ("id", "role", "region_id", "region__path", "organisation_id", "is_secrecy_reviewer", "user_id")
COLUMNS = ("lent", *WHAT, "organisations")


@dataclass(frozen=True)
class Grant:
    """One assignment in force: the user's own, or lent to the user by ``principal_id``."""

    role: Role
    region_id: int
    region_path: str
    organisation_id: int
    organisation_ids: frozenset[int]
    is_secrecy_reviewer: bool
    principal_id: int

    def covers(self, region_path: str, organisation_id: int | None) -> bool:
        """The rule of this module for one row."""
        return region_path.startswith(self.region_path) and (
            organisation_id is None
            or organisation_id in self.organisation_ids
            or region_path != self.region_path
        )

    def covers_draft(
        self, region_path: str, organisation_id: int | None, desk: tuple[int, str] | None
    ) -> bool:
        """The rule for what is not public yet. ``desk`` is the office in which it was drafted and the path of that
        office's region: another office of one's own level, or above, does not show its drafts, wherever they lie; it
        does so to whom the content belongs, to its own superiors and to the level above."""
        if not self.covers(region_path, organisation_id):
            return False
        if desk is None or {organisation_id, desk[0]} & self.organisation_ids:
            return True
        return desk[1].startswith(self.region_path) and desk[1] != self.region_path

    def drafts(self) -> Q:
        """``covers_draft`` as SQL, for rows with region, organisation and desk."""
        own = Q(organisation__in=self.organisation_ids)
        there = Q(region__path__startswith=self.region_path)
        there &= own | Q(organisation__isnull=True) | ~Q(region=self.region_id)
        below = Q(desk__region__path__startswith=self.region_path) & ~Q(desk__region=self.region_id)
        return there & (own | Q(desk__isnull=True) | Q(desk__in=self.organisation_ids) | below)


@dataclass(frozen=True)
class Scope:
    """What one user may do on one day. The empty scope, of the public, covers nothing."""

    user_id: int | None = None
    grants: tuple[Grant, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.grants)

    def has(self, role: Role | str) -> bool:
        """Somewhere, as holder or as deputy."""
        return any(grant.role == role for grant in self.grants)

    def grant_for(
        self, role: Role | str | None, region_path: str, organisation_id: int | None, *, secrecy: bool = False
    ) -> Grant | None:
        """The grant by which the user may act there, her own before a lent one: it names the principal.

        ``role`` None is any role that may read content; the three administrators' roles do not.
        """
        for grant in self._of(None if role is None else [role]):
            if (grant.is_secrecy_reviewer or not secrecy) and grant.covers(region_path, organisation_id):
                return grant
        return None

    def covers(
        self, role: Role | str | None, region_path: str, organisation_id: int | None, *, secrecy: bool = False
    ) -> bool:
        """Whether the user may act there; see ``grant_for``."""
        return self.grant_for(role, region_path, organisation_id, secrecy=secrecy) is not None

    def rows(
        self,
        queryset: QuerySet[M],
        region_path: str = "region__path",
        organisation: str | None = "organisation_id",
        roles: Collection[Role | str] | None = None,
    ) -> QuerySet[M]:
        """The same rule as SQL. Both lookups must follow single-valued relations; ``organisation`` None: has none.

        A path is asked for by its beginning, which an index with text_pattern_ops answers; of the region itself by its
        key, so that of a joined region nothing but the path is asked. Everything lies below the one city.
        """
        wanted = Q()
        region = region_path.removesuffix("path").removesuffix("__") or "pk"
        for path, organisations in self._areas(roles).items():
            *above, key = path.rstrip("/").split("/")
            there = Q(**{f"{region_path}__startswith": path}) if above or organisation is None else Q()
            if organisation is not None:
                wider = Q(**{f"{organisation}__isnull": True}) | Q(**{f"{organisation}__in": organisations})
                there &= wider | ~Q(**{region: int(key)})
            wanted |= there
        return queryset.filter(wanted) if wanted else queryset.none()

    def drafts(self, roles: Collection[Role | str] | None = None) -> Q:
        """The rule of drafts over all grants, as SQL."""
        wanted = Q(pk__in=[])
        for grant in self._of(roles):
            wanted |= grant.drafts()
        return wanted

    def regions(self) -> QuerySet[Region]:
        """All units in which the user holds anything, whatever the role."""
        wanted = Q(pk__in=[])
        for path in self.region_paths:
            wanted |= Q(path__startswith=path)
        return Region.objects.filter(wanted)

    @property
    def region_paths(self) -> tuple[str, ...]:
        """The regions of all grants, without those inside another."""
        paths = {grant.region_path for grant in self.grants}
        return tuple(sorted(path for path in paths if not _lies_below(path, paths)))

    def paths_below(self, level: int, roles: Collection[Role | str]) -> tuple[str, ...]:
        """The regions deeper than that level in which the user holds one of the roles, whatever the organisation: for
        what belongs to a town or village beside the office that it is addressed to. A path has a key a level."""
        return tuple(
            sorted({grant.region_path for grant in self._of(roles) if grant.region_path.count("/") > level})
        )

    def _of(self, roles: Collection[Role | str] | None) -> list[Grant]:
        wanted = READING_ROLES if roles is None else roles
        return [grant for grant in self.grants if grant.role in wanted]

    def _areas(self, roles: Collection[Role | str] | None) -> dict[str, frozenset[int]]:
        """Organisations by path. A region below another of them needs no word of its own: it is covered whole."""
        areas: dict[str, frozenset[int]] = {}
        for grant in self._of(roles):
            areas[grant.region_path] = areas.get(grant.region_path, frozenset()) | grant.organisation_ids
        return {path: found for path, found in areas.items() if not _lies_below(path, areas)}


def scope_of(user: Any, on: dt.date | None = None) -> Scope:
    """What ``user`` may do on that day, today by default, in one query. Nobody inactive or anonymous has a scope.

    A superuser has none by that alone (三员分立): the system's administrator edits no content.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Scope()
    day = on or timezone.localdate()
    own = Assignment.objects.valid_on(day).filter(user=user)
    lent = Deputy.objects.valid_on(day).filter(user=user)
    every = (
        own.annotate(lent=Value(0), organisations=Below("organisation"))
        .values_list(*COLUMNS)
        .union(
            lent.annotate(lent=Value(1), organisations=Below("assignment__organisation")).values_list(
                "lent", *(f"assignment__{name}" for name in WHAT), "organisations"
            ),
            all=True,
        )
    )
    # Her own first, each as they were given.
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in sorted(every)]
    # A region without a path is half made; the empty path would begin every other.
    return Scope(user.pk, tuple(_grant(row) for row in rows if row["region__path"]))


def scope_for(request: HttpRequest) -> Scope:
    """The scope of who asks, found once a request."""
    found = getattr(request, "_scope", None)
    if found is None:
        found = scope_of(request.user)
        request._scope = found  # type: ignore[attr-defined]
    return found


def _grant(row: dict[str, Any]) -> Grant:
    return Grant(
        role=Role(row["role"]),
        region_id=row["region_id"],
        region_path=row["region__path"],
        organisation_id=row["organisation_id"],
        organisation_ids=frozenset(row["organisations"]),
        is_secrecy_reviewer=row["is_secrecy_reviewer"],
        principal_id=row["user_id"],
    )


def _lies_below(path: str, others: Collection[str]) -> bool:
    return any(path != other and path.startswith(other) for other in others)
