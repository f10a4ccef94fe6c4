"""Sums of a period for staff. A number below FEWEST is not told: with few visitors a village would know who it was.

Nor may it be found by subtraction from the same sums told another way: where one number alone is left out of a column, the
next smallest is left out beside it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from layers.usage.models import UsageCount, What

FEWEST = 5
SHOWN = (What.VISIT, What.NOTHING_FOUND, What.PRINT, What.ROUTE)
HIDDEN = "不显示"
BY = {"module": "模块", "device": "终端", "zone": "专区", "day": "日期"}


@dataclass(frozen=True)
class Line:
    """``cells``: for each of SHOWN the number, 0, or None for one that is not told."""

    key: str
    cells: tuple[int | None, ...]

    @property
    def shown(self) -> list[int | str]:
        return [HIDDEN if cell is None else cell for cell in self.cells]

    @property
    def labelled(self) -> list[tuple[str, int | str]]:
        return [(str(what.label), cell) for what, cell in zip(SHOWN, self.shown, strict=True)]


def counts(first: dt.date, last: dt.date, zones: Collection[str] | None = None) -> QuerySet[UsageCount]:
    """Of the days from ``first`` to ``last``; of ``zones`` alone, public ids, or of everything."""
    rows = UsageCount.objects.filter(day__range=(first, last), what__in=SHOWN)
    return rows if zones is None else rows.filter(zone__in=zones)


def lines(rows: QuerySet[UsageCount], by: str) -> list[Line]:
    """One for each value of ``by``, a key of BY. One query."""
    sums: dict[str, dict[str, int]] = defaultdict(dict)
    for key, what, number in rows.order_by(by).values_list(by, "what").annotate(number=Sum("count")):
        sums[str(key)][what] = number
    columns = [told([found.get(what, 0) for found in sums.values()]) for what in SHOWN]
    return [Line(key, cells) for key, cells in zip(sums, zip(*columns, strict=True), strict=True)]


def total(found: list[Line]) -> Line:
    """Of the numbers that are told."""
    return Line("", tuple(sum(line.cells[n] or 0 for line in found) for n in range(len(SHOWN))))


def told(numbers: list[int]) -> list[int | None]:
    """A column, with None for what is not told."""
    few = {at for at, number in enumerate(numbers) if 0 < number < FEWEST}
    many = [at for at, number in enumerate(numbers) if number >= FEWEST]
    if len(few) == 1 and many:
        few.add(min(many, key=numbers.__getitem__))
    return [None if at in few else number for at, number in enumerate(numbers)]
