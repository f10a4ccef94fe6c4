"""我站的地方: which acquisitions touch where somebody stands. Only the answer leaves, not the survey.

Three honest answers (domain B.4). "inside": within a case's land and farther from its edge than the position
is uncertain. "uncertain": the edge lies within max(accuracy, 30 m). "none": neither, and the distance.
Surveys of approximate quality (no exact datum transformation) take no part; their cases are counted among
those without geometry, as old cases are. The position is used for this one answer and stored nowhere.
"""

import math
from dataclasses import dataclass
from typing import Any, Literal

from django.conf import settings
from django.db import connections

from geo.crs import CGCS2000
from geo.position import Position
from layers.reads import read_alias

# A phone's own claim of 5 m is not believed between houses: the edge is never surer than this.
LEAST_UNCERTAINTY_M = 30.0
# Beyond it only the nearest cases are weighed, so that no request unites the parcels of a whole city.
WIDEST_UNION_M = 1_000.0
NEAREST_CANDIDATES = 60
MOST_CASES = 20
MOST_VILLAGES = 3
# A village farther than this is not "maybe yours".
VILLAGE_WITHIN_M = 3_000.0
METRES_PER_DEGREE = 111_000.0


@dataclass(frozen=True)
class CaseHere:
    id: str
    name: str
    url: str


@dataclass(frozen=True)
class VillageHere:
    """``distance_m``: 0 inside the village's area, None when it has no area to measure to."""

    code: str
    name: str
    url: str
    distance_m: int | None


@dataclass(frozen=True)
class Answer:
    """``nearest_m``: metres to the nearest acquired land, 0 inside it, None when there is none at all."""

    answer: Literal["inside", "uncertain", "none"]
    cases: tuple[CaseHere, ...] = ()
    villages: tuple[VillageHere, ...] = ()
    nearest_m: int | None = None
    cases_without_geometry: int = 0


# Rows that may answer: public now, exactly surveyed.
LAND = """
    FROM land_parcelsurvey AS survey
    JOIN land_parcel AS parcel ON parcel.id = survey.parcel_id
    JOIN land_case AS c ON c.id = parcel.case_id
   WHERE survey.quality = 'exact'
     AND parcel.withdrawn_at IS NULL AND parcel.published_at <= now()
     AND c.withdrawn_at IS NULL AND c.published_at <= now()
"""
POINT = f"ST_SetSRID(ST_MakePoint(%(lng)s, %(lat)s), {CGCS2000})"
# The box comes first, so that the index picks the parcels; those of one case are joined, because the line
# between two of them is no edge of the case. Metres are geodesic (geography), not degrees.
EDGES = f"""
WITH here AS MATERIALIZED (SELECT {POINT} AS point, ST_Expand({POINT}, %(dlng)s, %(dlat)s) AS box),
near AS (
  SELECT c.id, c.public_id, c.name, ST_Union(survey.area) AS area
  {LAND} AND survey.area && (SELECT box FROM here)
  GROUP BY c.id
)
SELECT near.public_id, near.name, ST_Covers(near.area, here.point),
       ST_Distance(ST_Boundary(near.area)::geography, here.point::geography)
  FROM near, here
 ORDER BY 4
 LIMIT %(limit)s
"""  # noqa: S608  constants only
# The index orders by degrees, which are shorter east-west; the nearest few are ranked again in metres.
NEAREST = f"""
WITH candidates AS MATERIALIZED (
  SELECT c.public_id, c.name, survey.area
  {LAND}
  ORDER BY survey.area <-> {POINT}
  LIMIT {NEAREST_CANDIDATES}
)
SELECT public_id, name, min(ST_Distance(area::geography, {POINT}::geography)) AS distance
  FROM candidates
 GROUP BY public_id, name
 ORDER BY distance
"""  # noqa: S608  constants only
VILLAGES = f"""
WITH candidates AS MATERIALIZED (
  SELECT id, code, name, area
    FROM regions_region
   WHERE level = 4 AND area IS NOT NULL
     AND valid_from <= current_date AND (valid_to IS NULL OR valid_to > current_date)
   ORDER BY area <-> {POINT}
   LIMIT 12
)
SELECT id, code, name, ST_Distance(area::geography, {POINT}::geography) AS distance
  FROM candidates
 ORDER BY distance, code
 LIMIT {MOST_VILLAGES}
"""  # noqa: S608  constants only
# Without areas only the label points are left: they order the candidates but measure nothing.
VILLAGES_BY_LABEL = f"""
SELECT id, code, name, NULL::float
  FROM regions_region
 WHERE level = 4 AND label_point IS NOT NULL
   AND valid_from <= current_date AND (valid_to IS NULL OR valid_to > current_date)
   AND label_point && ST_Expand({POINT}, %(dlng)s, %(dlat)s)
 ORDER BY label_point <-> {POINT}
 LIMIT {MOST_VILLAGES}
"""  # noqa: S608  constants only
WITHOUT_GEOMETRY = """
SELECT count(DISTINCT c.id)
  FROM land_casevillage AS cv
  JOIN land_case AS c ON c.id = cv.case_id
 WHERE cv.village_id = ANY(%(villages)s)
   AND c.withdrawn_at IS NULL AND c.published_at <= now()
   AND NOT EXISTS (
     SELECT FROM land_parcel AS parcel
       JOIN land_parcelsurvey AS survey ON survey.parcel_id = parcel.id
      WHERE parcel.case_id = c.id AND survey.quality = 'exact' AND parcel.withdrawn_at IS NULL
   )
"""


def answer(position: Position) -> Answer:
    """The answer for a WGS 84 position, taken as EPSG:4490. Outside the city's area: none, nearest_m None."""
    west, south, east, north = settings.CITY["area"]
    if not (west <= position.lng <= east and south <= position.lat <= north):
        return Answer("none")
    radius_m = position.uncertainty_m(LEAST_UNCERTAINTY_M)
    villages = _villages(position)
    found, cases, nearest_m = _land(position, radius_m)
    return Answer(
        found,
        tuple(CaseHere(public_id, name, f"/c/{public_id}") for public_id, name in cases),
        tuple(
            VillageHere(code, name, f"/v/{code}", None if distance is None else round(distance))
            for _, code, name, distance in villages
        ),
        nearest_m,
        cases_without_geometry([row[0] for row in villages]),
    )


def _land(
    position: Position, radius_m: float
) -> tuple[Literal["inside", "uncertain", "none"], list[tuple[str, str]], int | None]:
    reach = min(radius_m, WIDEST_UNION_M)
    edges = _rows(EDGES, {**_around(position, reach), "limit": MOST_CASES})
    inside = [row for row in edges if row[2] and row[3] > radius_m]
    if inside:
        return "inside", [(public_id, name) for public_id, name, _, _ in inside], 0
    nearest = _rows(NEAREST, _at(position))
    nearest_m = round(nearest[0][2]) if nearest else None
    touched = [(public_id, name) for public_id, name, covered, edge in edges if covered or edge <= radius_m]
    # Farther than the union reaches: the nearest cases within the uncertainty.
    touched += [
        (public_id, name)
        for public_id, name, distance in nearest
        if distance <= radius_m and (public_id, name) not in touched
    ]
    return ("uncertain" if touched else "none"), touched[:MOST_CASES], nearest_m


def _villages(position: Position) -> list[tuple[int, str, str, float | None]]:
    found = _rows(VILLAGES, _at(position)) or _rows(VILLAGES_BY_LABEL, _around(position, VILLAGE_WITHIN_M))
    return [row for row in found if row[3] is None or row[3] <= VILLAGE_WITHIN_M]


def cases_without_geometry(village_ids: list[int]) -> int:
    """Public cases of these villages (keys) that no position can find: they have no exact survey."""
    return int(_rows(WITHOUT_GEOMETRY, {"villages": village_ids})[0][0]) if village_ids else 0


def _at(position: Position) -> dict[str, float]:
    return {"lng": position.lng, "lat": position.lat}


def _around(position: Position, metres: float) -> dict[str, Any]:
    """Half-widths of a box that holds the circle: degrees of longitude shrink with the latitude."""
    dlat = metres / METRES_PER_DEGREE
    return {**_at(position), "dlat": dlat, "dlng": dlat / math.cos(math.radians(position.lat))}


def _rows(sql: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connections[read_alias()].cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
