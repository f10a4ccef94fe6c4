"""The coordinate systems in which features leave and boxes come in, by OGC's URIs (OGC 18-058r1).

The axes of an EPSG URI stand in EPSG's own order: 4326 and 4490 are latitude, longitude, and a Gauss-Kruger zone (4527) is
northing, easting. Only CRS84, the default, and 3857 have x first.
"""

from dataclasses import dataclass
from typing import Any

import shapely
from django.conf import settings
from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.db.models.functions import AsGeoJSON, Transform
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Func

from geo.bbox import BBox
from geo.crs import CGCS2000, WEB_MERCATOR, WGS84, geometry_to_4490
from geo.errors import BadInput
from geo.number import parse_decimal
from geo.zone import GAUSS_KRUGER
from layers.api.filters import box
from layers.catalog import Layer

# West, south, east, north, or what stands for them in metres.
Corners = tuple[float, float, float, float]
WHOLE_EARTH = (-180.0, -90.0, 180.0, 90.0)
WHOLE_MERCATOR = (-20_037_508.0, -20_037_508.0, 20_037_508.0, 20_037_508.0)
# Straight edges of a projection are bent in degrees; a piece of this share of an edge is straight enough.
PIECES = 32
# A degree is 1e5 metres or a little more.
DECIMALS_OF_A_DEGREE = 5


@dataclass(frozen=True)
class Crs:
    """``whole`` is where it is defined, x before y; ``has_y_first`` the order of the axes outside."""

    uri: str
    title: str
    srid: int
    whole: Corners
    has_y_first: bool

    @property
    def is_metric(self) -> bool:
        return self.whole != WHOLE_EARTH

    def written(self, layer: Layer) -> Any:
        """The expression of a row's GeoJSON text; never finer than the layer's decimals of a degree."""
        shown, decimals = layer.shown(), layer.decimals
        if self.is_metric:
            shown, decimals = (
                Transform(shown, self.srid),
                max(0, decimals - DECIMALS_OF_A_DEGREE),
            )
        return AsGeoJSON(Flipped(shown) if self.has_y_first else shown, precision=decimals)

    def box(self, text: str, parameter: str = "bbox") -> GEOSGeometry:
        """The box of a request in these axes as a geometry of EPSG:4490. Raises BadInput(parameter).

        Four numbers, or six with heights, which nothing here has.
        """
        parts = text.split(",")
        if len(parts) == 6:
            parts = [parts[0], parts[1], parts[3], parts[4]]
        if len(parts) != 4:
            raise BadInput(parameter, "范围框应为四个数字，用英文逗号隔开，按坐标系的轴序")
        first, second, third, fourth = (
            parse_decimal(part, parameter=parameter, title="范围框的数值", low=-1e9, high=1e9)
            for part in parts
        )
        corners = (second, first, fourth, third) if self.has_y_first else (first, second, third, fourth)
        west, south, east, north = corners
        if not self.is_metric:
            return _in_two(corners, parameter) if west > 0 > east else box(_degrees(corners, parameter))
        if west > east or south > north:
            raise BadInput(parameter, "范围框颠倒：应先小后大，按坐标系的轴序")
        return self._in_degrees(west, south, east, north)

    def _in_degrees(self, west: float, south: float, east: float, north: float) -> GEOSGeometry:
        # The window of a map reaches beyond what a zone can hold; nothing of ours lies there.
        low_x, low_y, high_x, high_y = self.whole
        west, east = (min(max(side, low_x), high_x) for side in (west, east))
        south, north = (min(max(side, low_y), high_y) for side in (south, north))
        # A box without width or height is the line or point that it is.
        edges = shapely.envelope(shapely.box(west, south, east, north))
        longest = max(east - west, north - south, 1.0)
        bent = geometry_to_4490(shapely.segmentize(edges, longest / PIECES), self.srid)
        return GEOSGeometry(memoryview(shapely.to_wkb(bent)), srid=CGCS2000)


class Flipped(Func):
    """y before x."""

    function = "ST_FlipCoordinates"
    output_field = GeometryField()


EPSG = "http://www.opengis.net/def/crs/EPSG/0/{}"
CRS84 = Crs("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "CRS84（经度，纬度）", WGS84, WHOLE_EARTH, False)
STORAGE = Crs(
    EPSG.format(CGCS2000), "EPSG:4490 2000 国家大地坐标系（纬度，经度）", CGCS2000, WHOLE_EARTH, True
)
LATITUDE_FIRST = Crs(EPSG.format(WGS84), "EPSG:4326 WGS 84（纬度，经度）", WGS84, WHOLE_EARTH, True)
MERCATOR = Crs(
    EPSG.format(WEB_MERCATOR), "EPSG:3857 网络墨卡托（东，北，米）", WEB_MERCATOR, WHOLE_MERCATOR, False
)


def survey_crs() -> Crs:
    """The zone that the surveys of the city use."""
    srid = int(settings.CITY["surveying"]["srid"])
    zone = GAUSS_KRUGER[srid]
    start = zone.zone * 1_000_000.0 if zone.prefixed else 0.0
    # A false easting of 500 km keeps a zone's eastings above 0 and below 1,000 km; China ends at 54° N. Towards the pole
    # the edges of a zone would cross.
    whole = (start + 1.0, 1.0, start + 999_999.0, 6_600_000.0)
    title = f"EPSG:{srid} {zone.datum} {zone.degrees} 度带第 {zone.zone} 带（北，东，米）"
    return Crs(EPSG.format(srid), title, srid, whole, True)


def known() -> dict[str, Crs]:
    """By their URIs, the default first."""
    return {crs.uri: crs for crs in (CRS84, STORAGE, LATITUDE_FIRST, MERCATOR, survey_crs())}


def crs_of(values: dict[str, str], parameter: str) -> Crs:
    """The CRS that ``parameter`` names by its URI, CRS84 without one. Raises BadInput(parameter)."""
    if parameter not in values:
        return CRS84
    try:
        return known()[values[parameter]]
    except KeyError:
        raise BadInput(parameter, f"没有这个坐标系；可用：{'、'.join(known())}") from None


def _degrees(corners: Corners, parameter: str) -> BBox:
    # BBox reads no exponents.
    return BBox.parse(",".join(f"{side:.12f}" for side in corners), parameter)


def _in_two(corners: Corners, parameter: str) -> GEOSGeometry:
    """A box across the 180th meridian, from its west on to its east (OGC 17-069r4, 7.15.3)."""
    west, south, east, north = corners
    halves = (west, south, 180.0, north), (-180.0, south, east, north)
    return box(_degrees(halves[0], parameter)) | box(_degrees(halves[1], parameter))
