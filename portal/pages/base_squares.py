"""/basemap/<version>/<z>/<x>/<y>.json: what the offline base shows from near: roads and the names of villages."""

import datetime as dt
import re
from typing import Any, NamedTuple

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from geo.bbox import BBox
from geo.tile import Tile
from layers.api import parameters
from layers.api.filters import box
from layers.area import city_box
from layers.regions.models import Level, Region
from layers.roads.drawn import drawn
from layers.roads.lawful import is_public
from layers.roads.loading import active
from layers.roads.models import RoadDataset
from layers.roads.modes import RoadClass
from layers.versions import current

VILLAGES_FROM = 12
VERSION = re.compile(r"[0-9]{1,19}-[0-9]{1,19}")
FOR_EVER = "public, max-age=31536000, immutable"
A_MINUTE = "public, max-age=60"


class Squares(NamedTuple):
    """``zoom``: from which zoom of the map squares of this level are shown; the browser enlarges them up to the next."""

    zoom: float
    classes: list[RoadClass]
    tolerance: float  # degrees, a pixel or less at that zoom


MAIN = [RoadClass.MOTORWAY, RoadClass.TRUNK, RoadClass.PRIMARY]
SQUARES = {
    8: Squares(7.5, MAIN, 0.0005),
    10: Squares(10.0, [*MAIN, RoadClass.SECONDARY], 0.0002),
    12: Squares(12.25, list(RoadClass), 0.00002),
}


@require_safe
def base_square(request: HttpRequest, version: str, z: str, x: str, y: str) -> HttpResponse:
    """GeoJSON: roads {road, name}, villages {name, level}. Immutable under today's version; what was kept of another is shown
    until the base is read again. No query, so that the front keeps it for when the site is away (deploy/nginx.conf)."""
    tile = Tile.parse(z, x, y)
    if tile.z not in SQUARES:
        raise Http404(f"底图只有 {'、'.join(map(str, SQUARES))} 级的方块")
    if not VERSION.fullmatch(version):
        raise Http404("没有这一版底图")
    parameters.read(request.GET, [])
    roads = _roads()
    today = _version(roads)
    response = HttpResponse(_content(roads, tile), content_type="application/geo+json")
    response["Cache-Control"] = FOR_EVER if version == today else A_MINUTE
    return response


def square(tile: Tile) -> bytes:
    """``tile``: of a level of SQUARES."""
    return _content(_roads(), tile)


def _content(roads: RoadDataset | None, tile: Tile) -> bytes:
    features = [*_roads_in(roads, tile), *_villages_in(tile)]
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def squares_in(box: BBox, level: int) -> list[Tile]:
    first, last = Tile.at(box.west, box.north, level), Tile.at(box.east, box.south, level)
    return [Tile(level, x, y) for x in range(first.x, last.x + 1) for y in range(first.y, last.y + 1)]


def squares_offered() -> dict[str, Any]:
    """For the map: the address of a square, from which zoom on which level, and what is to be said of the roads."""
    roads = _roads()
    return {
        "url": _address(roads, "z", "x", "y").replace("z/x/y", "{z}/{x}/{y}"),
        "levels": [{"level": level, "zoom": one.zoom} for level, one in SQUARES.items()],
        "note": " · ".join(_said_of(roads)) if roads else "",
    }


def addresses_from_afar() -> list[str]:
    """Of the city at the least level, for who keeps something of it."""
    roads = _roads()
    return [_address(roads, one.z, one.x, one.y) for one in squares_in(city_box(), min(SQUARES))]


def _address(roads: RoadDataset | None, *place: object) -> str:
    return reverse("base-square", args=(_version(roads), *place))


def _roads() -> RoadDataset | None:
    dataset = active()
    return dataset if is_public(dataset, dt.date.today()) else None


def _version(roads: RoadDataset | None) -> str:
    """Of roads nothing is ever changed, another dataset takes their place."""
    return f"{current('regions')}-{roads.pk if roads else 0}"


def _said_of(roads: RoadDataset) -> list[str]:
    """地图管理条例 15: whoever shows roads shows the number of their review."""
    if roads.source == RoadDataset.Source.SAMPLE:
        return ["示例路网"]
    number = f"道路审图号：{roads.approval_no}" if roads.approval_no else ""
    return [one for one in (number, roads.producer, roads.licence) if one]


def _roads_in(roads: RoadDataset | None, tile: Tile) -> list[dict[str, Any]]:
    if roads is None:
        return []
    _, classes, tolerance = SQUARES[tile.z]
    return [
        _feature(orjson.Fragment(one.geometry), {"road": one.road_class, "name": one.name})
        for one in drawn(roads, tile.bbox(), classes, tolerance)
    ]


def _villages_in(tile: Tile) -> list[dict[str, Any]]:
    if tile.z < VILLAGES_FROM:
        return []
    villages = Region.objects.published().filter(
        level=Level.VILLAGE, label_point__bboverlaps=box(tile.bbox())
    )
    return [
        _feature(
            {"type": "Point", "coordinates": [one.label_point.x, one.label_point.y]},
            {"name": one.map_name, "level": one.level},
        )
        for one in villages.defer("area", "public_area").order_by("code")
        if one.label_point is not None
    ]


def _feature(geometry: Any, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}
