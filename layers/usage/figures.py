"""Sums of a period for staff. A number below FEWEST is not told: with few visitors a village would know who it was.

Nor is a sum that would tell it by subtraction: sums are of the numbers that are shown.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from layers.usage.models import UsageCount, What

FEWEST = 5
SHOWN = (What.VISIT, What.NOTHING_FOUND, What.PRINT, What.ROUTE)
HIDDEN = "少于 5"
BY = {"module": "模块", "device": "终端", "zone": "专区", "day": "日期"}


@dataclass(frozen=True)
class Line:
    """``cells``: for each of SHOWN the number, 0, or None for one that is not told."""

    key: str
    cells: tuple[int | None, ...]

    @property
    def shown(self) -> list[str]:
        return [HIDDEN if cell is None else str(cell) for cell in self.cells]


def counts(first: dt.date, last: dt.date, zones: Collection[str] | None = None) -> QuerySet[UsageCount]:
    """Of the days from ``first`` to ``last``; of ``zones`` alone, public ids, or of everything."""
    rows = UsageCount.objects.filter(day__range=(first, last), what__in=SHOWN)
    return rows if zones is None else rows.filter(zone__in=zones)


def lines(rows: QuerySet[UsageCount], by: str) -> list[Line]:
    """One for each value of ``by``, a key of BY. One query."""
    sums: dict[str, dict[str, int]] = defaultdict(dict)
    for key, what, number in rows.order_by(by).values_list(by, "what").annotate(number=Sum("count")):
        sums[str(key)][what] = number
    return [Line(key, tuple(told(found.get(what, 0)) for what in SHOWN)) for key, found in sums.items()]


def total(found: list[Line]) -> Line:
    return Line("", tuple(sum(line.cells[n] or 0 for line in found) for n in range(len(SHOWN))))


def told(number: int) -> int | None:
    return number if number == 0 or number >= FEWEST else None
