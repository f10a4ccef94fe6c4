"""What must never be false of a stored geometry, as CHECK constraints.

One test is not enough: ST_IsValid is true of POINT(NaN NaN), and a polygon with one NaN ordinate passes a
min/max box because the bounding box skips NaN. The conjunction refuses all of NaN, half-NaN, Inf and empty.
The area box of the city is installed apart, with literals, by `manage.py set_area`.
"""

from django.db import models
from django.db.models import Q


class SoundGeometry(models.Func):
    """True of a valid, finite, non-empty geometry in degrees; null of null, which a CHECK lets pass."""

    output_field = models.BooleanField()
    template = (
        "(NOT ST_IsEmpty(%(expressions)s) AND ST_IsValid(%(expressions)s)"
        " AND ST_XMin(%(expressions)s) >= -180 AND ST_XMax(%(expressions)s) <= 180"
        " AND ST_YMin(%(expressions)s) >= -90 AND ST_YMax(%(expressions)s) <= 90)"
    )


def sound(table: str, *fields: str) -> list[models.BaseConstraint]:
    """One constraint a geometry field, named after table and field."""
    return [
        models.CheckConstraint(
            name=f"{table}_{field}_sound",
            condition=Q(SoundGeometry(models.F(field))) | Q(**{f"{field}__isnull": True}),
            violation_error_message="图形无效、为空或含有非数值坐标",
        )
        for field in fields
    ]
