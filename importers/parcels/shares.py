"""The villages that a parcel touches, and how much of its area lies in each: proposed from their boundaries.

The law counts the declared area, so that one is split; the shares are whole ten-thousandths of a hectare, and their sum
is the declared area to the last of them.
"""

from dataclasses import dataclass
from decimal import Decimal

import shapely
from django.contrib.gis.geos import GEOSGeometry
from shapely.geometry.base import BaseGeometry

from geo.area import split
from geo.crs import CGCS2000
from layers.land.survey_areas import LEAST_OVERLAP_M2, overlap_m2, planar
from layers.regions.models import Level, Region

# Of a parcel that lies so little outside of all known villages the rest is inaccuracy of their boundaries.
LEAST_COVERED = 0.99


@dataclass(frozen=True)
class Share:
    village: str
    name: str
    area_ha: Decimal


def shares_of(area: BaseGeometry, srid: int, area_ha: Decimal) -> list[Share] | None:
    """``area`` in EPSG:4490; None where the loaded villages do not cover it, so that nobody can say."""
    there = GEOSGeometry(memoryview(shapely.to_wkb(area)), srid=CGCS2000)
    rows = Region.objects.published().filter(level=Level.VILLAGE, area__intersects=there).order_by("code")
    parts = [
        (code, name, overlap_m2(area, shapely.from_wkb(bytes(village.wkb)), srid))
        for code, name, village in rows.values_list("code", "name", "area")
        if village is not None
    ]
    parts = [part for part in parts if part[2] > LEAST_OVERLAP_M2]
    whole = sum(part[2] for part in parts)
    if whole < LEAST_COVERED * planar(area, srid):
        return None
    return [
        Share(code, name, share)
        for (code, name, _), share in zip(parts, split(area_ha, [part[2] for part in parts]), strict=True)
        if share
    ]
