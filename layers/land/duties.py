"""What is due, late and missing in a region, counted in SQL, and the rows behind each number."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from layers.land.duty_sql import PAIRS, ROWS, SUMS
from layers.land.facts import OLD_REGIMES
from layers.regions.models import Level, Region
from layers.workdays.calendar import WorkCalendar

MOST_ROWS = 2_000
# 公开得分: a document that came late counts half, one that is not due yet does not count.
LATE_COUNTS = 0.5


@dataclass
class Figures:
    """The numbers of one unit: ``counts`` by (what, state). what: document, notice, posting; state: done, late (done
    after the last day), overdue, undated (missing, but no day is recorded from which to count), waiting."""

    place: int
    cases: int = 0
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def of(self, what: str, *states: str) -> int:
        return sum(self.counts.get((what, state), 0) for state in states)

    @property
    def owed(self) -> int:
        return self.of("document", "done", "late", "overdue", "undated")

    @property
    def missing(self) -> int:
        return self.of("document", "overdue", "undated")

    @property
    def score(self) -> int | None:
        """0 to 100; None where nothing is owed."""
        if not self.owed:
            return None
        reached = self.of("document", "done") + LATE_COUNTS * self.of("document", "late")
        return round(100 * reached / self.owed)

    @property
    def late(self) -> int:
        """What has to be done at once: past its day and not done."""
        return sum(self.of(what, "overdue") for what in ("document", "notice", "posting"))


@dataclass(frozen=True)
class DutyRow:
    what: str
    state: str
    code: str
    name: str
    event_on: dt.date | None
    n: int | None
    last_day: dt.date | None
    done_on: dt.date | None
    case_id: str
    case_name: str
    place: str
    days_late: int
    rule: str

    @property
    def label(self) -> str:
        if self.state == "done":
            return "按时"
        if self.state == "undated":
            return "没有记录起算日"
        if self.days_late:
            return f"{'迟了' if self.state == 'late' else '逾期'} {self.days_late} 个工作日"
        return "逾期" if self.state == "overdue" else "未到期"


class Duties:
    """Of the public cases that touch ``region``, on ``today``. Three queries for sums and rows together."""

    def __init__(self, region: Region, today: dt.date, calendar: WorkCalendar) -> None:
        self.today, self.calendar = today, calendar
        self.parameters: dict[str, Any] = {
            "below": f"{region.path}%",
            "region": region.pk,
            "depth": min(region.level + 1, Level.VILLAGE),
            "today": today,
            "old": sorted(OLD_REGIMES),
        }
        self.parameters |= self._last_days()

    def figures(self) -> dict[int, Figures]:
        """By key of the unit: the region itself and the units one level below that have cases."""
        found: dict[int, Figures] = {}
        for place, what, state, count in self._ask(SUMS, {}):
            figures = found.setdefault(place, Figures(place))
            if what == "case":
                figures.cases = count
            else:
                figures.counts[what, state] = count
        return found

    def rows(self, place: int, what: str, states: Collection[str], most: int = MOST_ROWS) -> list[DutyRow]:
        """What stands behind a number, the oldest last day first."""
        asked = {"place": place, "what": what, "states": list(states), "most": most}
        return [self._row(*row) for row in self._ask(ROWS, asked)]

    def _row(self, *row: Any) -> DutyRow:
        _, state, _, _, event_on, n, last_day, done_on, *_ = row
        late, rule = 0, ""
        if last_day is not None and state in ("late", "overdue"):
            late = -self.calendar.working_days_between(done_on or self.today, last_day, strict=False)
        if event_on is not None and n:
            rule = self.calendar.deadline(event_on, n, "working").explanation
        return DutyRow(*(*row, late, rule))

    def _last_days(self) -> dict[str, list[Any]]:
        pairs = self._ask(PAIRS, {})
        days = [
            self.calendar.deadline(event_on, n, "working").date if n else event_on for event_on, n in pairs
        ]
        return {
            "events": [pair[0] for pair in pairs],
            "lengths": [pair[1] for pair in pairs],
            "last_days": days,
        }

    def _ask(self, statement: str, more: dict[str, Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, self.parameters | more)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
