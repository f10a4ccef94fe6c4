import datetime as dt

import pytest

from layers.land.facts import CaseFacts, StageFact
from layers.land.reference import shipped_stage_kinds
from layers.workdays.calendar_file import parse
from layers.workdays.reference import FOLDER
from layers.workdays.work_calendar import SpecialDay, WorkCalendar


@pytest.fixture(scope="session")
def calendar():
    """2023 to 2026 from the shipped files, without a database."""
    years = range(2023, 2027)
    days = [
        row for year in years for row in parse((FOLDER / f"{year}.csv").read_text(encoding="utf-8"), year)
    ]
    return WorkCalendar(
        frozenset(years), {day.date: SpecialDay(day.kind == "MAKEUP", day.name) for day in days}
    )


@pytest.fixture(scope="session")
def facts():
    """facts("R4_2021", PRE_NOTICE="2024-03-04", approved="2024-06-01") with the shipped stage kinds."""
    kinds = shipped_stage_kinds()

    def make(regime="R4_2021", *, approved=None, received=None, terminated=None, **stages):
        return CaseFacts(
            regime=regime,
            kinds=tuple(kind for kind in kinds if kind.regime == regime),
            stages=tuple(stage(code, value) for code, value in stages.items()),
            approved_on=day(approved),
            received_on=day(received),
            terminated_on=day(terminated),
        )

    return make


def day(text):
    return dt.date.fromisoformat(text) if text else None


def stage(code, value):
    posted, closed = value if isinstance(value, tuple) else (value, None)
    return StageFact(code, day(posted), day(closed))
