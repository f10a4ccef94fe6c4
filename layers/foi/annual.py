"""Tables 3 and 4 of the 政府信息公开工作年度报告 (条例 50; format of 国办公开办函〔2021〕30号), counted from the applications.

本年新收 + 上年结转 = 办理结果 + 结转下年度, column by column. Each of the four is counted by dates of its own, so that a row
that was written past the ledger shows: ``imbalances`` names its column. What was never received is in none of them.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from layers.foi.events import Event, EventKind
from layers.foi.models import ApplicantKind, Application
from layers.foi.outcomes import OUTCOMES, Group
from layers.foi.rules import RESULTS

COLUMNS = tuple(ApplicantKind.values)
TOTAL = "total"
# The rows above and below the outcomes.
NEW, CARRIED, DONE, LEFT = "new", "carried", "done", "left"
# Counted together in the report: what is public already is given by telling where.
COUNTED_AS = {"published": "granted"}
ROWS = tuple(outcome.code for outcome in OUTCOMES if outcome.code not in COUNTED_AS)
DISPUTES = ("review", "direct", "after_review")
DISPUTE_COLUMNS = (*RESULTS, "pending", TOTAL)


@dataclass
class AnnualTable:
    """``cells[row][column]``; a row is NEW, CARRIED, DONE, LEFT or the code of an outcome, a column an ApplicantKind or
    TOTAL. ``disputes[kind][result]`` is table 4."""

    year: int
    cells: dict[str, dict[str, int]] = field(default_factory=dict)
    disputes: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def imbalances(self) -> list[str]:
        """The columns in which 新收 + 结转 is not 办结 + 结转下年, in words; [] when all agree."""
        names = dict(ApplicantKind.choices) | {TOTAL: "总计"}
        return [
            f"{names[column]}：{into} ≠ {out}"
            for column in (*COLUMNS, TOTAL)
            if (into := self.cells[NEW][column] + self.cells[CARRIED][column])
            != (out := self.cells[DONE][column] + self.cells[LEFT][column])
        ]

    def of_group(self, group: Group) -> list[str]:
        return [one.code for one in OUTCOMES if one.group is group and one.code in self.cells]


def annual_table(rows: QuerySet[Application], year: int) -> AnnualTable:
    """Of the visible rows, inside ``acting``. Two queries."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    received = Q(received_on__isnull=False)
    closed_before, closed_by = Q(closed_on__lt=first), Q(closed_on__lte=last)
    is_open_before = Q(closed_on__isnull=True) | ~closed_before
    table = AnnualTable(
        year, {row: dict.fromkeys((*COLUMNS, TOTAL), 0) for row in (NEW, CARRIED, *ROWS, DONE, LEFT)}
    )
    counted = (
        rows.order_by()
        .values("applicant_kind", "outcome")
        .annotate(
            new=Count("pk", filter=Q(received_on__range=(first, last))),
            carried=Count("pk", filter=Q(received_on__lt=first) & is_open_before),
            done=Count("pk", filter=received & Q(closed_on__range=(first, last))),
            left=Count("pk", filter=Q(received_on__lte=last) & (Q(closed_on__isnull=True) | ~closed_by)),
        )
    )
    found: list[dict[str, Any]] = [dict(one) for one in counted]
    for one in found:
        for row in (NEW, CARRIED, DONE, LEFT):
            _count(table, row, one["applicant_kind"], one[row])
        if one["done"]:
            _count(table, COUNTED_AS.get(one["outcome"], one["outcome"]), one["applicant_kind"], one["done"])
    table.disputes = _disputes(rows, first, last)
    return table


def _count(table: AnnualTable, row: str, column: str, count: int) -> None:
    table.cells[row][column] += count
    table.cells[row][TOTAL] += count


def _disputes(rows: QuerySet[Application], first: dt.date, last: dt.date) -> dict[str, dict[str, int]]:
    """Decided within the year by result, and what waits at its end."""
    table = {kind: dict.fromkeys(DISPUTE_COLUMNS, 0) for kind in DISPUTES}
    kinds = (EventKind.REVIEW, EventKind.REVIEW_RESULT, EventKind.LAWSUIT, EventKind.LAWSUIT_RESULT)
    events = Event.objects.filter(application__in=rows.order_by().values("pk"), kind__in=kinds, on__lte=last)
    pending: dict[tuple[int, str], str] = {}
    for event in events.order_by("application", "sequence").only("application", "kind", "on", "detail"):
        is_review = event.kind in (EventKind.REVIEW, EventKind.REVIEW_RESULT)
        key = (event.application_id, "review" if is_review else "lawsuit")
        if event.kind in (EventKind.REVIEW, EventKind.LAWSUIT):
            after = "after_review" if event.detail.get("after_review") else "direct"
            pending[key] = "review" if is_review else after
            continue
        kind = pending.pop(key)
        if event.on >= first:
            table[kind][event.detail["result"]] += 1
            table[kind][TOTAL] += 1
    for kind in pending.values():
        table[kind]["pending"] += 1
        table[kind][TOTAL] += 1
    return table
