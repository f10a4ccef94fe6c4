"""Areas of towns and villages, cut inside the real county polygons; zones are the union of their towns.

The villages of a county are cut at once, so neighbours share their edges exactly; a town is what its villages
are together. All marked as sample areas: a deployment imports its own approved boundaries.
"""

import json
from pathlib import Path

import numpy as np
import shapely
from django.db import connection
from shapely.geometry import shape

from geo.zone import zone_3deg_of
from importers.samples.cells import Areal, areal, cells, nearest_first, spread_points
from importers.samples.draws import Draws
from importers.samples.plane import hex_wkb, to_degrees, to_plane
from layers.public_geometry import generalise
from layers.regions.models import Kind, Level, Region

# 7 decimals of a degree are 1 cm.
DECIMALS = 7

URBAN_KINDS = {Kind.SUBDISTRICT}


def make_areas(regions: list[Region], polygons: Path, draws: Draws) -> dict[int, Areal]:
    """The area of every unit by primary key, in degrees; a county without a polygon in the file gets none."""
    counties = county_polygons(polygons)
    by_stat: dict[int | None, list[Region]] = {}
    for region in regions:
        by_stat.setdefault(region.stat_parent_id, []).append(region)
    areas: dict[int, Areal] = {}
    for county in regions:
        if county.level == Level.COUNTY and county.code in counties:
            areas[county.pk] = counties[county.code]
            towns = {town: by_stat.get(town.pk, []) for town in by_stat.get(county.pk, [])}
            areas.update(_cut_county(counties[county.code], towns, draws, county.code))
    for unit in regions:
        if unit.kind == Kind.ZONE or unit.level == Level.CITY:
            parts = [
                areas[child.pk]
                for child in regions
                if child.manage_parent_id == unit.pk and child.pk in areas
            ]
            if parts:
                areas[unit.pk] = _joined(parts)
    return areas


def county_polygons(path: Path) -> dict[str, Areal]:
    """12-digit code → polygon; the property ``gb`` of a feature is 156 (the country) and the 6-digit code."""
    collection = json.loads(path.read_text(encoding="utf-8"))
    return {
        str(feature["properties"]["gb"])[3:] + "000000": areal(shape(feature["geometry"]))
        for feature in collection["features"]
    }


# A COPY and one UPDATE: bulk_update would spell out three geometries a row as SQL.
STAGE = """
    CREATE TEMPORARY TABLE sample_area
    (region bigint, area geometry, public_area geometry, label_point geometry) ON COMMIT DROP
"""
APPLY = """
    UPDATE regions_region AS region
    SET area = made.area, public_area = made.public_area, label_point = made.label_point, is_sample_area = true
    FROM sample_area AS made WHERE region.id = made.region
"""


def write_areas(areas: dict[int, Areal]) -> None:
    """Stores exact area, public area and label point; call it inside of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        with cursor.copy("COPY sample_area FROM STDIN") as copy:
            for key, area in areas.items():
                public = generalise("regions", area)
                label = shapely.transform(label_point(area), lambda points: np.round(points, 6))
                copy.write_row((key, *(hex_wkb(geometry) for geometry in (area, public, label))))
        cursor.execute(APPLY)
        cursor.execute("DROP TABLE sample_area")


def label_point(area: Areal) -> shapely.Point:
    """The middle, or a point inside when the middle is outside."""
    middle = area.centroid
    return middle if shapely.contains(area, middle) else shapely.point_on_surface(area)


def _cut_county(
    county: Areal, towns: dict[Region, list[Region]], draws: Draws, code: str
) -> dict[int, Areal]:
    if not towns:
        return {}
    srid = zone_3deg_of(county.centroid.x).srid
    flat = to_plane(county, srid)
    stream = draws.stream(f"areas:{code}")
    seats = spread_points(flat, len(towns), stream)
    # Streets are where the county town is: in the middle.
    order = nearest_first(seats, (flat.centroid.x, flat.centroid.y))
    by_rank = sorted(towns, key=lambda town: (town.kind not in URBAN_KINDS, town.code))
    seeds = []
    owners: list[tuple[Region, Region | None]] = []
    parts = cells(flat, seats)
    for town, seat in zip(by_rank, order, strict=True):
        villages = towns[town]
        count = max(1, len(villages))
        seeds.append(spread_points(_inner(parts[seat]), count, stream, rounds=4))
        owners += [(town, village) for village in villages] or [(town, None)]
    pieces = [_rounded(to_degrees(piece, srid)) for piece in cells(flat, np.vstack(seeds))]
    areas = {village.pk: piece for (_, village), piece in zip(owners, pieces, strict=True) if village}
    for town in by_rank:
        own = [piece for (owner, _), piece in zip(owners, pieces, strict=True) if owner is town]
        areas[town.pk] = _joined(own)
    return areas


def _inner(area: Areal) -> Areal:
    """A little smaller, so that no village lies on the edge of its town."""
    inner = area.buffer(-300)
    return area if inner.is_empty else inner


def _joined(parts: list[Areal]) -> Areal:
    return _rounded(areal(shapely.union_all(parts)))


def _rounded(area: Areal) -> Areal:
    rounded = shapely.transform(area, lambda points: np.round(points, DECIMALS))
    return areal(rounded if shapely.is_valid(rounded) else shapely.make_valid(rounded))
