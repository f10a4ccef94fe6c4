"""What the home page shows of land: how many cases the village has, and what is open or new."""

import datetime as dt

from django.utils import timezone

from layers.land.models import Case, with_predecessors
from layers.regions.models import Region
from portal.module import HomePart, LatestRow
from portal.modules.land_info.case_list import Row, rows_of, rows_with_status, totals

ROWS = 5


def home_part(village_code: str | None) -> HomePart:
    """Of the chosen village, else what is newest in the whole city."""
    today = timezone.localdate()
    found = village(village_code) if village_code else None
    if found is None:
        return {"latest": newest_anywhere(today)}
    villages = list(with_predecessors(found).values_list("pk", flat=True))
    total = totals(villages, today)
    rows, urgent = rows_of(villages, 1, today)
    shown = list({row.case.pk: row for row in [*urgent, *rows]}.values())[:ROWS]
    return {
        "figure": f"我村 {total.cases} 件" if total.cases else "我村暂无",
        "latest": [latest_row(row) for row in shown],
        "as_of": total.as_of,
    }


def village(code: str) -> Region | None:
    return Region.objects.published().villages().only("id").filter(code=code).first()


def newest_anywhere(today: dt.date) -> list[LatestRow]:
    cases = Case.objects.published().defer("public_area").with_facts().newest_first()[:ROWS]
    return [latest_row(row) for row in rows_with_status(cases, today)]


def latest_row(row: Row) -> LatestRow:
    status = row.status
    state = {"late": "late", "urgent": "running", "open": "waiting", "done": "done"}[row.tone]
    return {
        "title": row.case.name,
        "url": row.case.get_absolute_url(),
        "plain": status.sentence,
        "date": row.case.began_on,
        "days_left": status.days_left if status.is_urgent else None,
        "state": state,  # type: ignore[typeddict-item]
    }
