"""What the 考核 counts, one thing a row: whose it is, whether it is as it should be, and where one can look at it.

All that is told of a unit is a share of such rows, so whoever doubts a point can open the list behind it.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from layers.regions.models import Region
from layers.staff.scope import Scope
from layers.workdays.calendar import WorkCalendar


@dataclass(frozen=True)
class Asked:
    """``region`` lies in ``scope``. ``last`` is the last day of the period, ``today`` at the latest."""

    scope: Scope
    region: Region
    first: dt.date
    last: dt.date
    today: dt.date
    calendar: WorkCalendar


@dataclass(frozen=True)
class Row:
    """``good`` of ``total`` are as they should be; a document that came late is half a good one. ``path`` is that of its
    region, ``organisation`` a key or None, ``zone`` a public id or ""."""

    path: str
    organisation: int | None
    zone: str
    name: str
    address: str
    note: str
    good: float
    total: float = 1


@dataclass(frozen=True)
class Counted:
    """``of_zones`` and ``of_organisations``: whether its rows belong to one. ``is_of_now``: it is told as it stands today,
    whichever the period; what was so in the past is written nowhere. ``sums``: the same shares in one row a unit, where
    they are told faster than row by row."""

    what: str
    rows: Callable[[Asked], Iterable[Row]]
    of_organisations: bool = True
    of_zones: bool = False
    is_of_now: bool = False
    sums: Callable[[Asked], Iterable[Row]] | None = None


def counted() -> dict[str, Counted]:
    """By the code of a criterion."""
    from layers.assessment.answers import applications, questions
    from layers.assessment.disclosure import documents, shares
    from layers.assessment.freshness import FRESH
    from layers.assessment.of_zones import conformity, terminals

    return {
        "disclosure": Counted("应公开的文件", documents, of_organisations=False, is_of_now=True, sums=shares),
        "foi": Counted("收到的申请", applications),
        "questions": Counted("收到的咨询", questions),
        "conformity": Counted("专区六统一的各项", conformity, of_zones=True, is_of_now=True),
        "terminals": Counted("一体机应在线的时间", terminals, of_zones=True),
        **FRESH,
    }
