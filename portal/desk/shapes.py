"""Where it was and where it shall be, for one small map beside the differences."""

import json
from collections.abc import Iterator
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import GEOSGeometry, Point

from layers.changes.aggregate import Part, Snapshot, noun_of
from layers.changes.differences import RowDifferences

MOST_SHAPES = 60
# Of a boundary with a hundred thousand corners the map shows the outline.
MOST_CORNERS = 5_000
# A single point is shown with some three hundred metres around it; in degrees.
LEAST_MARGIN = 0.006
SIDES = (("before", "原来", 9), ("after", "改为", 1))


def shapes(rows: list[RowDifferences]) -> dict[str, Any]:
    """Points and areas of what has moved, each named by its side, and the view that holds them; {} when nothing has."""
    points: list[dict[str, Any]] = []
    areas: list[dict[str, Any]] = []
    box: list[float] = []
    for row in rows:
        if row.row.after is None:
            continue
        noun = noun_of(row.row.noun)
        before, after = (set(_geometries(noun, side)) for side in (row.row.before, row.row.after))
        # What stays where it was would only hide what moves.
        for (side, word, hue), found in zip(SIDES, (before - after, after - before), strict=True):
            for label, hexadecimal in sorted(found):
                if len(points) + len(areas) >= MOST_SHAPES:
                    break
                shape: Any = GEOSGeometry(hexadecimal)
                box = _wider(box, shape.extent)
                named = {
                    "id": f"{side}-{len(points) + len(areas)}",
                    "name": f"{word}：{row.row.label} {label}",
                }
                if isinstance(shape, Point):
                    icon = "swap" if side == "before" else "pin"
                    points.append({**named, "lng": shape.x, "lat": shape.y, "hue": hue, "icon": icon})
                else:
                    areas.append({"type": "Feature", "properties": named, "geometry": _outline(shape)})
    if not box:
        return {}
    west, south, east, north = box
    margin = max(east - west, north - south, LEAST_MARGIN) / 2
    view = [west - margin, south - margin, east + margin, north + margin]
    return {"points": points, "areas": {"type": "FeatureCollection", "features": areas}, "view": view}


def _geometries(part: Part, row: Snapshot | None) -> Iterator[tuple[str, str]]:
    if row is None:
        return
    for value in part.values:
        if isinstance(value.field, GeometryField) and row[value.name]:
            yield value.label, row[value.name]
    for child in part.children:
        for below in child.rows(row):
            yield from ((f"{child.label} {label}", shape) for label, shape in _geometries(child, below))


def _outline(shape: GEOSGeometry) -> Any:
    if shape.num_coords > MOST_CORNERS:
        shape = shape.simplify(0.0005, preserve_topology=True)
    return json.loads(shape.json)


def _wider(box: list[float], extent: tuple[float, ...]) -> list[float]:
    if not box:
        return list(extent)
    return [min(box[0], extent[0]), min(box[1], extent[1]), max(box[2], extent[2]), max(box[3], extent[3])]
