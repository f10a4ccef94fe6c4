"""The areas of surveys, as the law wants them: planar, in the zone of the survey; and where two of them overlap."""

from dataclasses import dataclass
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry
from shapely.geometry.base import BaseGeometry

from geo.area import planar_area_m2
from geo.zone import GAUSS_KRUGER
from layers.land.models import ParcelSurvey

# Domain reference A.10: |planar - declared| <= max(1 m2, 0.05 %).
TOLERANCE_M2, TOLERANCE = 1.0, 0.0005
# Neighbours that share a border overlap by slivers of the last decimal.
LEAST_OVERLAP_M2 = 1.0


@dataclass(frozen=True)
class Overlap:
    """With a public parcel of another case."""

    parcel: str
    case: str
    area_m2: float


def exact_area(survey: dict[str, Any]) -> Any:
    """Of a survey as a snapshot has it: EPSG:4490, lng before lat."""
    return shapely.from_wkb(bytes(GEOSGeometry(survey["area"]).wkb))


def area_m2(survey: dict[str, Any]) -> float:
    """Planar in the zone of the survey; in that of its place where the datum is approximate."""
    return planar(exact_area(survey), survey["source_srid"])


def planar(area: BaseGeometry, srid: int) -> float:
    """Square metres of ``area`` (EPSG:4490) in the zone ``srid``, or in that of its place where ``srid`` is none."""
    kruger = GAUSS_KRUGER.get(srid)
    return planar_area_m2(area, srid if kruger and not kruger.datum.approximate else None)


def fits(computed_m2: float, declared_m2: float) -> bool:
    return abs(computed_m2 - declared_m2) <= max(TOLERANCE_M2, TOLERANCE * declared_m2)


def overlap_m2(one: BaseGeometry, other: BaseGeometry, srid: int) -> float:
    """What two areas (EPSG:4490) have in common, planar."""
    if not one.intersects(other):
        return 0.0
    common = shapely.get_parts(shapely.intersection(one, other))
    areas = [part for part in common if part.geom_type in ("Polygon", "MultiPolygon")]
    return sum(planar(area, srid) for area in areas)


def overlaps(case: str, area: BaseGeometry, srid: int) -> list[Overlap]:
    """The public parcels of other cases than ``case`` (a public id) that the area overlaps. One query."""
    there = GEOSGeometry(memoryview(shapely.to_wkb(area)), srid=4490)
    rows = ParcelSurvey.objects.filter(
        area__intersects=there, parcel__published_at__isnull=False, parcel__withdrawn_at__isnull=True,
        parcel__case__withdrawn_at__isnull=True,
    ).exclude(parcel__case__public_id=case)  # fmt: skip
    found = []
    for number, name, exact in rows.order_by("pk").values_list(
        "parcel__parcel_no", "parcel__case__name", "area"
    ):
        common = overlap_m2(area, shapely.from_wkb(bytes(exact.wkb)), srid)
        if common > LEAST_OVERLAP_M2:
            found.append(Overlap(number, name, common))
    return found
