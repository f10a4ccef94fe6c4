"""我家归哪个学校、卫生院: the catchments of a village, or of a point. Of each service the newest year that says it.

What a village is named in comes before what the map shows. A village that several areas touch has several answers: the
house decides, and the page says so.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.gis.db.models.functions import Intersection
from django.contrib.gis.geos import Point
from django.db.models import FloatField, Func, QuerySet, Value

from geo.crs import CGCS2000
from geo.position import Position
from layers.catchments.models import Catchment, Service
from layers.land.models import with_predecessors
from layers.regions.models import Level, Region

# Below it an edge of the map was drawn differently from the edge of the village.
LEAST_SHARE = 0.02


@dataclass(frozen=True)
class Answer:
    """Of one service in its newest year. More than one of ``catchments``: the house decides."""

    service: str
    year: int
    catchments: tuple[Catchment, ...]

    @property
    def title(self) -> str:
        return str(Service(self.service).label)


def of_village(village: Region) -> list[Answer]:
    """In the order of the services; [] when nothing is published."""
    mapped: list[Catchment] = []
    named = _rows().filter(catchment_villages__village__in=with_predecessors(village).values("pk")).distinct()
    if village.area is not None:
        whole = float(village.area.area)
        drawn = _rows().filter(area__intersects=village.area, catchment_villages__isnull=True)
        part = Func(Intersection("area", Value(village.area)), function="ST_Area", output_field=FloatField())
        mapped = [one for one in drawn.annotate(part=part) if one.part / whole >= LEAST_SHARE]
    elif village.label_point:
        mapped = list(_covering(village.label_point))
    return _newest([*named, *mapped])


def of_point(position: Position) -> list[Answer]:
    """By the areas around it, and by the village in whose area it lies. An uncertain position is taken as it is: the
    page says how uncertain it is."""
    point = Point(position.lng, position.lat, srid=CGCS2000)
    villages = Region.objects.published().filter(level=Level.VILLAGE, area__covers=point)
    named = _rows().filter(catchment_villages__village__in=villages.values("pk")).distinct()
    return _newest([*named, *_covering(point)])


def _rows() -> QuerySet[Catchment]:
    rows = Catchment.objects.published().select_related("place").order_by("name", "pk")
    return rows.defer("area", "place__location")


def _covering(point: Point) -> QuerySet[Catchment]:
    return _rows().filter(area__covers=point, catchment_villages__isnull=True)


def _newest(found: Iterable[Catchment]) -> list[Answer]:
    by_service: dict[str, list[Catchment]] = defaultdict(list)
    for one in found:
        by_service[one.service].append(one)
    answers = []
    for service in Service.values:
        rows = by_service.get(service, [])
        year = max((one.year for one in rows), default=0)
        newest = {one.pk: one for one in rows if one.year == year}
        if newest:
            answers.append(Answer(service, year, tuple(newest.values())))
    return answers
