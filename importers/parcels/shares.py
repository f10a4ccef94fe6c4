"""The villages that a parcel touches, and how much of its area lies in each: proposed from their boundaries.

The law counts the declared area, so that one is split; the shares are whole ten-thousandths of a hectare, and their sum
is the declared area to the last of them.
"""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

import shapely
from django.contrib.gis.geos import GEOSGeometry
from shapely.geometry.base import BaseGeometry

from geo.area import FOUR_PLACES
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


def split(area_ha: Decimal, weights: list[float]) -> list[Decimal]:
    """In proportion, in steps of 0.0001 ha; what rounding leaves over goes to the largest remainders."""
    whole = sum(map(Decimal, weights))
    exact = [area_ha * Decimal(weight) / whole for weight in weights]
    found = [share.quantize(FOUR_PLACES, ROUND_FLOOR) for share in exact]
    left = int((area_ha - sum(found)) / FOUR_PLACES)
    order = sorted(range(len(found)), key=lambda at: found[at] - exact[at])
    for at in order[:left]:
        found[at] += FOUR_PLACES
    return found
