"""我的地块: which acquisitions touch a piece of land, and with how much of it. Only the answer leaves, not the survey.

What is surely there are exact surveys; their overlap is planar in the 3-degree zone of the place, as the law measures.
A survey of an old datum lies tens of metres off (domain reference B.1): its case is only named as possible, and so is
every case near a piece of land whose own corners are of such a datum. The land is used for this one answer and stored
nowhere.
"""

import math
from dataclasses import dataclass
from typing import Any

import shapely
from django.db import connections
from shapely.geometry.base import BaseGeometry

from geo.area import hectares, mu, planar_area_m2
from geo.crs import CGCS2000
from geo.errors import BadInput
from geo.zone import zone_3deg_of
from layers.land.here import METRES_PER_DEGREE, cases_without_geometry
from layers.land.survey_areas import LEAST_OVERLAP_M2
from layers.reads import read_alias

# So far off an old datum may put a survey.
APPROXIMATE_REACH_M = 150.0
# The land of one question: a whole village's. Beyond it the list of cases is the better answer.
MOST_AREA_M2 = 5_000_000.0
MOST_CORNERS = 500
MOST_CASES = 50
MOST_VILLAGES = 5
# Of a share: what is measured twice differs in the third digit behind it.
WHOLE = 0.999

PUBLIC = """
    FROM land_parcelsurvey AS survey
    JOIN land_parcel AS parcel ON parcel.id = survey.parcel_id
    JOIN land_case AS c ON c.id = parcel.case_id
   WHERE parcel.withdrawn_at IS NULL AND parcel.published_at <= now()
     AND c.withdrawn_at IS NULL AND c.published_at <= now()
"""
MINE = f"ST_GeomFromWKB(%(area)s, {CGCS2000})"
SURE = f"""
SELECT c.public_id, c.name, array_agg(parcel.id ORDER BY parcel.parcel_no),
       sum(ST_Area(ST_Transform(ST_Intersection(survey.area, {MINE}), %(srid)s))) AS common
{PUBLIC} AND survey.quality = 'exact' AND ST_Intersects(survey.area, {MINE})
 GROUP BY c.id
HAVING sum(ST_Area(ST_Transform(ST_Intersection(survey.area, {MINE}), %(srid)s))) > %(least)s
 ORDER BY common DESC, c.id
 LIMIT {MOST_CASES}
"""
POSSIBLE = f"""
SELECT DISTINCT c.public_id, c.name
{PUBLIC} AND (survey.quality = 'approximate' OR %(is_approximate)s)
     AND survey.area && ST_Expand({MINE}, %(dlng)s, %(dlat)s)
 ORDER BY c.name
 LIMIT {MOST_CASES}
"""
VILLAGES = f"""
SELECT id, code, name
  FROM regions_region
 WHERE level = 4 AND valid_from <= current_date AND (valid_to IS NULL OR valid_to > current_date)
   AND ST_Intersects(area, {MINE})
 ORDER BY code
 LIMIT {MOST_VILLAGES}
"""  # noqa: S608  constants only


@dataclass(frozen=True)
class Land:
    """Somebody's land: ``area`` in EPSG:4490 (lng, lat). ``is_drawn`` by hand; ``is_approximate`` of an old datum."""

    area: BaseGeometry
    is_drawn: bool = False
    is_approximate: bool = False

    def __repr__(self) -> str:
        # A traceback prints the repr: where somebody's land lies must not be in it.
        return "Land(…)"


@dataclass(frozen=True)
class TouchingCase:
    """``area_m2`` and ``share`` (0 to 1, of the land asked about) are None where the place is only approximate."""

    id: str
    name: str
    area_m2: float | None = None
    share: float | None = None
    parcels: tuple[int, ...] = ()

    @property
    def url(self) -> str:
        return f"/c/{self.id}"

    @property
    def is_whole(self) -> bool:
        return self.share is not None and self.share >= WHOLE

    @property
    def area_mu(self) -> Any:
        return None if self.area_m2 is None else mu(hectares(self.area_m2))

    @property
    def percent(self) -> str:
        """Never 100 of what is not whole, never 0 of what is there."""
        if self.share is None:
            return ""
        return f"{100 if self.is_whole else min(99.9, max(0.1, self.share * 100)):.1f}".removesuffix(".0")


@dataclass(frozen=True)
class VillageTouched:
    code: str
    name: str

    @property
    def url(self) -> str:
        return f"/v/{self.code}"


@dataclass(frozen=True)
class Touching:
    """``cases`` overlap for certain, the largest part first; ``possible`` ones lie near and are of an old datum."""

    area_m2: float
    cases: tuple[TouchingCase, ...]
    possible: tuple[TouchingCase, ...]
    villages: tuple[VillageTouched, ...]
    cases_without_geometry: int

    @property
    def area_mu(self) -> Any:
        return mu(hectares(self.area_m2))


def touching(land: Land) -> Touching:
    """The public cases that overlap the land by more than a sliver. Raises BadInput for land that is too large."""
    area_m2 = planar_area_m2(land.area)
    if area_m2 > MOST_AREA_M2:
        raise BadInput(
            "corners",
            f"这块地有 {hectares(area_m2):f} 公顷，一次最多查 {MOST_AREA_M2 / 10_000:.0f} 公顷。请核对坐标，或者到村页逐件看",
        )
    west, south, east, north = land.area.bounds
    dlat = APPROXIMATE_REACH_M / METRES_PER_DEGREE
    given = {
        "area": shapely.to_wkb(land.area),
        "srid": zone_3deg_of((west + east) / 2).srid,
        "least": LEAST_OVERLAP_M2,
        "is_approximate": land.is_approximate,
        "dlat": dlat,
        "dlng": dlat / math.cos(math.radians((south + north) / 2)),
    }
    found = [] if land.is_approximate else _rows(SURE, given)
    cases = tuple(
        TouchingCase(public_id, name, common, common / area_m2, tuple(parcels))
        for public_id, name, parcels, common in found
    )
    sure = {case.id for case in cases}
    villages = _rows(VILLAGES, given)
    return Touching(
        area_m2,
        cases,
        tuple(
            TouchingCase(public_id, name)
            for public_id, name in _rows(POSSIBLE, given)
            if public_id not in sure
        ),
        tuple(VillageTouched(code, name) for _, code, name in villages),
        cases_without_geometry([row[0] for row in villages]),
    )


def _rows(sql: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connections[read_alias()].cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
