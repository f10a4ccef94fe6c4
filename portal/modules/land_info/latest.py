"""What the home page shows of land: how many cases the village has, and what is open or new."""

import datetime as dt

from django.utils import timezone

from layers.land.models import Case, with_predecessors
from portal.module import HomePart, LatestRow
from portal.modules.land_info.case_list import Row, cases_of, rows_of, rows_with_status
from portal.skins import Village

ROWS = 5


def home_part(village: Village | None) -> HomePart:
    """Of the chosen village, else what is newest in the whole city."""
    today = timezone.localdate()
    if village is None:
        return {"latest": newest_anywhere(today)}
    villages = with_predecessors(village.pk).values("pk")
    rows, urgent = rows_of(villages, 1, today)
    shown = list({row.case.pk: row for row in [*urgent, *rows]}.values())[:ROWS]
    return {
        "counted": [(cases_of(villages), "我村 {} 件")],
        "figure": "我村暂无",
        "latest": [latest_row(row) for row in shown],
        "as_of": max((timezone.localtime(row.case.published_at).date() for row in rows), default=None),
    }


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
