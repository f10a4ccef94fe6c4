"""/staff/basemap/: whether the base map lies where our data lies: known points of the city file on pictures of the base.

A cross stands where the point is, rings tell the metres around it, and a second cross where the point would be in a base
of GCJ-02: whichever the thing on the picture lies at tells the datum.
"""

import math
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from geo.datum import wgs84_to_gcj02
from geo.tile import Tile, unit_square
from layers.staff.models import READING_ROLES
from portal.desk.refusals import only_for
from tiles.basemap import is_offered

# A pixel is some two metres: a crossing is recognised, and both crosses are on the picture.
ZOOM = 16
SIDE = 256
AROUND = 2
RINGS_M = (50, 200, 500)


@dataclass(frozen=True)
class Picture:
    """``tiles`` are address, x and y in pixels of the picture; ``rings`` metres and radius; ``shifted`` where GCJ-02 is."""

    name: str
    lng: float
    lat: float
    tiles: list[tuple[str, int, int]]
    centre: tuple[float, float]
    shifted: tuple[float, float]
    shift_m: int
    rings: list[tuple[int, float]]
    side: int = SIDE * (2 * AROUND + 1)


@only_for(*READING_ROLES)
@require_safe
def calibration(request: HttpRequest) -> HttpResponse:
    base = settings.CITY["basemap"]
    pictures = [picture(point) for point in base.get("known_points", [])] if is_offered() else []
    context = {
        "base": base,
        "offered": is_offered(),
        "has_key": bool(settings.TIANDITU_KEY),
        "pictures": pictures,
    }
    return render(request, "desk/calibration.html", context)


def picture(point: dict[str, Any]) -> Picture:
    lng, lat = float(point["lng"]), float(point["lat"])
    middle = Tile.at(lng, lat, ZOOM)
    first_x, first_y = middle.x - AROUND, middle.y - AROUND

    def pixel(lng: float, lat: float) -> tuple[float, float]:
        x, y = unit_square(lng, lat)
        return round((x * 2**ZOOM - first_x) * SIDE, 1), round((y * 2**ZOOM - first_y) * SIDE, 1)

    pixels_a_metre = SIDE * 2**ZOOM / (40_075_016.686 * math.cos(math.radians(lat)))
    centre, shifted = pixel(lng, lat), pixel(*wgs84_to_gcj02(lng, lat))
    return Picture(
        name=str(point["name"]),
        lng=lng,
        lat=lat,
        tiles=[
            (
                reverse("base-tile", args=["vec", ZOOM, first_x + column, first_y + row]),
                column * SIDE,
                row * SIDE,
            )
            for row in range(2 * AROUND + 1)
            for column in range(2 * AROUND + 1)
        ],
        centre=centre,
        shifted=shifted,
        shift_m=round(math.dist(centre, shifted) / pixels_a_metre),
        rings=[(metres, round(metres * pixels_a_metre, 1)) for metres in RINGS_M],
    )
