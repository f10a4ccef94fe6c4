"""A county vouches for its list of 区片综合地价; only then sums are made of it (没有确认的只列每亩标准)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min
from django.utils import timezone

from geo.errors import BadInput
from layers.compensation.models import CompensationZone, ConfirmedTable
from layers.regions.models import Region


@dataclass(frozen=True)
class Table:
    """The zones of a county of one day; ``confirmation`` None while nobody vouches for it."""

    county: Region
    valid_from: dt.date
    document_no: str
    zones: int
    confirmation: ConfirmedTable | None


def tables_of(counties: Iterable[Region]) -> list[Table]:
    """All public lists of these counties, the newest first. Two queries."""
    by_key = {county.pk: county for county in counties}
    live = ConfirmedTable.objects.filter(county__in=by_key, lapsed_at=None).select_related(
        "organisation", "confirmed_by"
    )
    confirmed = {(row.county_id, row.valid_from): row for row in live}
    lists = (
        CompensationZone.objects.published()
        .filter(county__in=by_key)
        .values_list("county", "valid_from")
        .annotate(document_no=Min("document_no"), zones=Count("pk"))
        .order_by("county__code", "-valid_from")
    )
    return [
        Table(by_key[county], day, document_no, zones, confirmed.get((county, day)))
        for county, day, document_no, zones in lists
    ]


def confirm(county: Region, valid_from: dt.date, user: Any, organisation_id: int) -> ConfirmedTable:
    """Raises BadInput("valid_from") where there is no such public list, or it is confirmed already."""
    table = next((one for one in tables_of([county]) if one.valid_from == valid_from), None)
    if table is None:
        raise BadInput("valid_from", f"{county.name}没有 {valid_from:%Y-%m-%d} 起实施的区片综合地价表")
    if table.confirmation is not None:
        raise BadInput("valid_from", f"{county.name} {valid_from:%Y-%m-%d} 起实施的表已经确认过了")
    return ConfirmedTable.objects.create(
        county=county, valid_from=valid_from, organisation_id=organisation_id, confirmed_by=user,
        is_sample=getattr(user, "is_sample", False),
    )  # fmt: skip


def take_back(county: Region, valid_from: dt.date) -> None:
    """Raises BadInput("valid_from") where nothing is confirmed."""
    live = ConfirmedTable.objects.filter(county=county, valid_from=valid_from, lapsed_at=None)
    if not live.update(lapsed_at=timezone.now()):
        raise BadInput("valid_from", f"{county.name} {valid_from:%Y-%m-%d} 起实施的表没有确认过")
