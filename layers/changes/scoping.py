"""Where a change belongs, and that its author may edit there: what it was and what it becomes both count."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from geo.errors import BadInput
from layers.changes.aggregate import noun_of
from layers.changes.errors import NotSeen
from layers.changes.models import ChangeRow, ChangeSet
from layers.organisations.models import Organisation
from layers.regions.models import Level, Region
from layers.staff.models import Role
from layers.staff.scope import Grant, Scope

Pair = tuple[str | None, str | None]


@dataclass(frozen=True)
class Belonging:
    """Region and organisation of a change set; the organisation is the editor's where the content names none, so
    that two bureaus of one county do not see each other's drafts."""

    region: Region
    organisation_id: int | None
    principal_id: int
    # The office by whose grant it is drafted.
    desk_id: int

    def put_on(self, change_set: ChangeSet) -> None:
        """Tells the set of its author where it belongs, and for whom it is drafted."""
        change_set.region, change_set.organisation_id = self.region, self.organisation_id
        change_set.desk_id = self.desk_id
        own = self.principal_id == change_set.author_id
        change_set.on_behalf_of_id = None if own else self.principal_id


def found(public_id: str, user: Any, scope: Scope, *, lock: bool = False) -> ChangeSet:
    """The change set, if ``user`` may see it. Raises NotSeen."""
    rows = ChangeSet.objects.visible_to(user, scope).filter(public_id=public_id)
    if lock:
        rows = rows.select_for_update(of=("self",))
    change_set = (
        rows.select_related("region", "organisation", "desk__region")
        .defer("region__area", "region__public_area", "desk__region__area", "desk__region__public_area")
        .first()
    )
    if change_set is None:
        raise NotSeen
    return change_set


def belonging(scope: Scope, rows: Iterable[ChangeRow], default: Pair = (None, None)) -> Belonging:
    """Where the rows belong. ``default`` stands in for what a draft does not say yet.

    Raises NotSeen when one of them, before or after, lies outside of what the editor may edit.
    """
    units: list[ChangeRow] = []
    pairs = found_pairs(_noting(rows, units), default)
    return covering(scope, settled(pairs, units, default))


def _noting(rows: Iterable[ChangeRow], units: list[ChangeRow]) -> Iterator[ChangeRow]:
    """The rows as they come; those that create a unit are kept, for what lies in it."""
    for row in rows:
        if row.before is None and row.noun in ("region", "organisation"):
            units.append(row)
        yield row


def found_pairs(rows: Iterable[ChangeRow], default: Pair) -> set[Pair]:
    """The natural keys of the regions and organisations in which the rows lie or lay."""
    pairs = set[Pair]()
    for row in rows:
        noun = noun_of(row.noun)
        if noun.place is None:
            pairs.add((_city().code, None))
            continue
        is_there = row.before is not None or row.former is not None
        for snapshot in (row.before, row.former, row.after):
            if snapshot is not None:
                region, organisation = noun.place(row.key, snapshot, is_there)
                pairs.add((region or default[0], organisation if region else organisation or default[1]))
    return pairs


def settled(pairs: set[Pair], rows: list[ChangeRow], desk: Pair) -> set[Pair]:
    """``pairs`` with what the same set creates in the place of its parent; ``desk`` where nothing is named."""
    return {_there(pair, rows) for pair in pairs if pair[0]} or {desk}


def covering(scope: Scope, pairs: set[Pair]) -> Belonging:
    """Where something belongs that lies in all of ``pairs``. Raises NotSeen for one that the editor may not edit."""
    regions = {
        region.code: region
        for region in Region.objects.filter(code__in=[code for code, _ in pairs]).defer("area", "public_area")
    }
    organisations = dict(
        Organisation.objects.filter(public_id__in=[name for _, name in pairs if name]).values_list(
            "public_id", "pk"
        )
    )
    grants: list[Grant] = []
    # In one order, so that of several posts the same one counts each time.
    for code, name in sorted(pairs, key=str):
        if code not in regions or (name and name not in organisations):
            raise BadInput("region", "没有这个区划或单位")
        grant = scope.grant_for(Role.EDITOR, regions[code].path, organisations[name] if name else None)
        if grant is None:
            raise NotSeen
        grants.append(grant)
    # What names no office is the editor's: a set of the city's that touches one bureau's record is not that bureau's.
    named = {
        organisations[name] if name else grant.organisation_id
        for (_, name), grant in zip(sorted(pairs, key=str), grants, strict=True)
    }
    return Belonging(
        region=_common([regions[str(code)] for code, _ in pairs]),
        organisation_id=named.pop() if len(named) == 1 else grants[0].organisation_id,
        # All by her own assignments, or on behalf of the one who lent: both are kept apart from the reviewers.
        principal_id=next(
            (grant.principal_id for grant in grants if grant.principal_id != scope.user_id),
            grants[0].principal_id,
        ),
        desk_id=grants[0].organisation_id,
    )


def first_desk(scope: Scope) -> Pair:
    """Where a new record of this editor lies until its draft says otherwise. Raises NotSeen for no editor."""
    grant = next((grant for grant in scope.grants if grant.role == Role.EDITOR), None)
    if grant is None:
        raise NotSeen
    region = Region.objects.values_list("code", flat=True).get(pk=grant.region_id)
    return region, Organisation.objects.values_list("public_id", flat=True).get(pk=grant.organisation_id)


def _there(pair: Pair, rows: list[ChangeRow]) -> Pair:
    """What the same set creates belongs where its parent is: a department of a bureau that is new, too.

    What lies in a new region lies strictly below the parent's, where nobody asks for the organisation.
    """
    code, name = pair
    new = {
        (row.noun, row.key): row.after
        for row in rows
        if row.before is None and row.noun in ("region", "organisation")
    }
    while (made := new.pop(("region", str(code)), None)) is not None:
        code, name = made["manage_parent"], None
    while (made := new.pop(("organisation", str(name)), None)) is not None:
        name = made["parent"]
    return code, name


def _city() -> Region:
    city = Region.objects.filter(level=Level.CITY).defer("area", "public_area").first()
    if city is None:
        raise BadInput("region", "还没有装入区划")
    return city


def _common(regions: list[Region]) -> Region:
    """The smallest unit that manages them all."""
    paths = [region.path.split("/")[:-1] for region in regions]
    shared = []
    for keys in zip(*paths, strict=False):
        if len(set(keys)) > 1:
            break
        shared.append(keys[0])
    path = "".join(f"{key}/" for key in shared)
    same = next((region for region in regions if region.path == path), None)
    return same or Region.objects.defer("area", "public_area").get(path=path)
