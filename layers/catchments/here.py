"""我家归哪个学校、卫生院: the catchments of a village, or of a point. Of each service the newest year that says it.

What a village is named in comes before what the map shows. A village that several areas touch has several answers: the
house decides, and the page says so.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import Point
from django.db.models import Exists, OuterRef, Q, QuerySet

from geo.crs import CGCS2000
from geo.position import Position
from layers.catchments.models import Catchment, CatchmentVillage, Service
from layers.land.models import with_predecessors
from layers.regions.models import Level, Region
from layers.regions.touched import shape_of, share_of

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
    of_list = CatchmentVillage.objects.filter(catchment=OuterRef("pk"))
    mine = of_list.filter(village__in=with_predecessors(village).values("pk"))
    rows = _rows().annotate(is_named=Exists(mine), share=share_of(village))
    drawn = Q(area__intersects=shape_of(village)) & ~Exists(of_list)
    found: list[Any] = list(rows.filter(Q(is_named=True) | drawn))
    return _newest(one for one in found if one.is_named or one.share is None or one.share >= LEAST_SHARE)


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
