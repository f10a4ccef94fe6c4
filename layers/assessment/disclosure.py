"""征地信息公开, as the duty board scores it (layers/land/duties.py): in time is one, late is a half, missing is none.

A case in two towns owes its documents in both.
"""

from collections.abc import Iterable

from layers.assessment.counted import Asked, Row
from layers.land.duties import LATE_COUNTS, Duties, Figures
from layers.regions.models import Region

MOST = 50_000
STATES = {"done": 1.0, "late": LATE_COUNTS, "overdue": 0.0, "undated": 0.0}


def shares(asked: Asked) -> Iterable[Row]:
    """A row a unit just below the region, or for the region itself where there is none below. Three queries."""
    for path, figures in _units(asked, Duties(asked.region, asked.today, asked.calendar)):
        good = sum(worth * figures.of("document", state) for state, worth in STATES.items())
        if figures.owed:
            yield Row(path, None, "", "", "", "", good, float(figures.owed))


def documents(asked: Asked) -> Iterable[Row]:
    """A row for each document of each of these units; one query a unit."""
    duties = Duties(asked.region, asked.today, asked.calendar)
    for path, figures in _units(asked, duties):
        for row in duties.rows(figures.place, "document", tuple(STATES), MOST):
            name, address = f"{row.case_name} · {row.name}", f"/staff/cases/{row.case_id}/"
            yield Row(path, None, "", name, address, row.label, STATES[row.state])


def _units(asked: Asked, duties: Duties) -> list[tuple[str, Figures]]:
    figures = duties.figures()
    paths = dict(Region.objects.filter(pk__in=figures).values_list("pk", "path"))
    below = [place for place in figures if place != asked.region.pk]
    return [(paths[place], figures[place]) for place in below or figures]
