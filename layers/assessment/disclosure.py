"""征地信息公开, as the duty board scores it (layers/land/duties.py): in time is one, late is a half, missing is none."""

from collections.abc import Iterable

from layers.assessment.counted import Asked, Row
from layers.land.duties import LATE_COUNTS, Duties
from layers.regions.models import Region

MOST = 50_000
STATES = {"done": 1.0, "late": LATE_COUNTS, "overdue": 0.0, "undated": 0.0}


def documents(asked: Asked) -> Iterable[Row]:
    """A row a unit just below the region for each of its documents. A case in two towns owes its documents in both."""
    duties = Duties(asked.region, asked.today, asked.calendar)
    figures = duties.figures()
    paths = dict(Region.objects.filter(pk__in=figures).values_list("pk", "path"))
    below = [place for place in figures if place != asked.region.pk]
    for place in below or list(figures):
        for row in duties.rows(place, "document", tuple(STATES), MOST):
            address = f"/staff/cases/{row.case_id}/"
            yield Row(
                paths[place], None, "", f"{row.case_name} · {row.name}", address, row.label, STATES[row.state]
            )
