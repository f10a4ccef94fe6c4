"""The cases of a village as its page lists them: status in one plain line, newest first, the open ones on top."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Count, ExpressionWrapper, Max, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from geo.area import mu
from layers.land.facts import facts_of_all, load_procedure
from layers.land.models import Case, CaseQuerySet, CaseVillage
from layers.land.status import Status, status_of
from layers.workdays.calendar import load_calendar

CASES_A_PAGE = 30
# A village with more open cases at once does not exist; the number keeps the page small if one did.
MOST_OPEN = 40


@dataclass(frozen=True)
class Row:
    """``formerly``: names of the former villages that the case concerned, before they became the one of the page."""

    case: Case
    status: Status
    formerly: tuple[str, ...] = ()

    @property
    def tone(self) -> str:
        """How the row is dressed: the word of the status says the same."""
        if self.status.is_late:
            return "late"
        if self.status.is_urgent:
            return "urgent"
        return "open" if self.status.in_progress else "done"


@dataclass(frozen=True)
class Totals:
    """The three numbers of a village page. ``without_area``: cases whose area in this village is not recorded."""

    cases: int
    in_progress: int
    area_ha: Decimal
    without_area: int
    as_of: dt.date | None

    @property
    def area_mu(self) -> Decimal:
        return mu(self.area_ha)


def totals(village_ids: list[int], today: dt.date) -> Totals:
    """One query. Areas are those of these villages, so a case that crosses several is not counted whole."""
    in_progress = Case.objects.in_progress(today).values("pk")
    found = CaseVillage.objects.filter(
        village__in=village_ids, case__in=Case.objects.published().values("pk")
    ).aggregate(
        cases=Count("case", distinct=True),
        in_progress=Count("case", distinct=True, filter=Q(case__in=in_progress)),
        area=Sum("area_ha"),
        without_area=Count("pk", filter=Q(area_ha__isnull=True)),
        newest=Max("case__published_at"),
    )
    return Totals(
        found["cases"],
        found["in_progress"],
        found["area"] or Decimal(0),
        found["without_area"],
        timezone.localtime(found["newest"]).date() if found["newest"] else None,
    )


def cases_of(village_ids: list[int] | QuerySet[Any]) -> CaseQuerySet:
    """The public cases of these villages, by key."""
    mine = CaseVillage.objects.filter(village__in=village_ids)
    return Case.objects.published().filter(pk__in=mine.values("case"))


def rows_of(
    village_ids: list[int] | QuerySet[Any], page: int, today: dt.date, former: Mapping[int, str] | None = None
) -> tuple[list[Row], list[Row]]:
    """The rows of one page, newest first, and all rows with an open period, the shortest time left first.
    ``former``: key and name of those of the villages that are no more.

    Four queries (cases, stages, stage kinds, calendar), however many cases there are.
    """
    mine = cases_of(village_ids).newest_first()
    first = (page - 1) * CASES_A_PAGE
    on_page = Q(pk__in=mine.values("pk")[first : first + CASES_A_PAGE])
    open_now = Q(pk__in=mine.in_progress(today).values("pk")[:MOST_OPEN])
    found = (
        Case.objects.filter(on_page | open_now)
        .annotate(
            on_page=ExpressionWrapper(on_page, output_field=BooleanField()),
            former_ids=ArraySubquery(
                CaseVillage.objects.filter(case=OuterRef("pk"), village__in=list(former or ()))
                .order_by("village__code")
                .values("village")
            ),
        )
        .defer("public_area")
        .select_related("organisation")
        .with_facts()
        .newest_first()
    )
    rows = [
        Row(row.case, row.status, formerly(row.case, former or {})) for row in rows_with_status(found, today)
    ]
    urgent = [row for row in rows if row.status.is_urgent]
    urgent.sort(key=lambda row: row.status.last_day or dt.date.max)
    return [row for row in rows if getattr(row.case, "on_page", False)], urgent


def formerly(case: Case, former: Mapping[int, str]) -> tuple[str, ...]:
    keys: list[int] | None = getattr(case, "former_ids", None)
    return tuple(former[key] for key in keys or ())


def rows_with_status(cases: QuerySet[Case], today: dt.date) -> Iterator[Row]:
    calendar = load_calendar()
    for case, facts in facts_of_all(cases, load_procedure()):
        yield Row(case, status_of(facts, today, calendar))


def by_year(rows: list[Row]) -> list[tuple[int, list[Row]]]:
    """Rows under year dividers; they come newest first."""
    return [(year, list(group)) for year, group in groupby(rows, key=lambda row: row.case.began_on.year)]
