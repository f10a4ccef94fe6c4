import math

import pytest
from pyproj import CRS
from shapely import Point, Polygon

from geo import crs
from geo.errors import BadInput
from geo.zone import FIRST_SRID, GAUSS_KRUGER, Datum, zone_3deg_of

# (lng, lat), srid, (easting, northing): computed with PROJ 9.5, the domain reference's vectors.
VECTORS = [
    ((118.12, 37.15), 4527, (39599498.629, 4113745.162)),
    ((118.12, 37.15), 4548, (599498.629, 4113745.162)),
    ((117.5, 37.3), 4527, (39544330.525, 4129922.329)),
    ((118.51, 37.9), 4528, (40368948.461, 4197445.356)),
]


@pytest.mark.parametrize("srid", sorted(GAUSS_KRUGER))
def test_each_zone_number_is_the_one_of_the_epsg_registry(srid):
    zone, name = GAUSS_KRUGER[srid], CRS.from_epsg(srid).name
    registry = {Datum.CGCS2000: "CGCS2000", Datum.XIAN80: "Xian 1980", Datum.BEIJING54: "Beijing 1954"}
    assert zone.srid == srid
    assert name.startswith(registry[zone.datum])
    assert ("3-degree" in name) == (zone.degrees == 3)
    assert name.endswith(f"zone {zone.zone}" if zone.prefixed else f"CM {zone.central_meridian}E")


def test_all_zones_of_china_are_there_and_none_twice():
    assert len(GAUSS_KRUGER) == 6 * (21 + 11) == sum(21 if key[1] == 3 else 11 for key in FIRST_SRID)


@pytest.mark.parametrize(
    ("srid", "name"),
    [
        (crs.CGCS2000, "China Geodetic Coordinate System 2000"),
        (crs.CGCS2000_3DEG_ZONE_39, "CGCS2000 / 3-degree Gauss-Kruger zone 39"),
        (crs.CGCS2000_3DEG_CM_120, "CGCS2000 / 3-degree Gauss-Kruger CM 120E"),
        (crs.CGCS2000_6DEG_ZONE_20, "CGCS2000 / Gauss-Kruger zone 20"),
        (crs.XIAN80, "Xian 1980"),
        (crs.XIAN80_3DEG_CM_117, "Xian 1980 / 3-degree Gauss-Kruger CM 117E"),
        (crs.BEIJING54, "Beijing 1954"),
        (crs.BEIJING54_3DEG_ZONE_40, "Beijing 1954 / 3-degree Gauss-Kruger zone 40"),
    ],
)
def test_the_named_numbers_are_what_their_names_say(srid, name):
    assert CRS.from_epsg(srid).name == name


@pytest.mark.parametrize(("lnglat", "srid", "xy"), VECTORS)
def test_degrees_become_easting_before_northing(lnglat, srid, xy):
    assert crs.from_4490(*lnglat, srid) == pytest.approx(xy, abs=0.001)


@pytest.mark.parametrize(("lnglat", "srid", "xy"), VECTORS)
def test_easting_and_northing_become_lng_before_lat(lnglat, srid, xy):
    assert crs.to_4490(*xy, srid) == pytest.approx(lnglat, abs=1e-8)


def test_zone_39_with_and_without_its_number_and_the_6_degree_zone_20_are_one_place():
    places = [
        crs.to_4490(39599400, 4113800, 4527),
        crs.to_4490(599400, 4113800, 4548),
        crs.to_4490(599400, 4113800, 4509),
        crs.to_4490(20599400, 4113800, 4498),
    ]
    for place in places:
        assert place == pytest.approx((118.11889726, 37.15050452), abs=1e-8)


def test_wgs84_is_taken_as_cgcs2000_and_changes_nothing():
    assert crs.to_4490(118.12, 37.15, crs.WGS84) == (118.12, 37.15)
    assert crs.from_4490(118.12, 37.15, crs.WGS84) == (118.12, 37.15)


def test_web_mercator_goes_there_and_back():
    x, y = crs.from_4490(118.12, 37.15, crs.WEB_MERCATOR)
    assert x == pytest.approx(math.radians(118.12) * 6378137, abs=1e-6)
    assert crs.to_4490(x, y, crs.WEB_MERCATOR) == pytest.approx((118.12, 37.15), abs=1e-10)


def test_many_points_are_one_call_and_give_what_one_by_one_gives():
    points = [(39599400.0, 4113800.0), (39599550.0, 4113600.0)]
    assert crs.all_to_4490(points, 4527) == [crs.to_4490(*point, 4527) for point in points]
    assert crs.all_to_4490([], 4527) == []


@pytest.mark.parametrize(
    "srid", [crs.XIAN80, crs.XIAN80_3DEG_ZONE_39, crs.BEIJING54, crs.BEIJING54_3DEG_CM_117]
)
def test_a_datum_without_accurate_transform_is_recognised_and_refused_until_the_caller_marks_it(srid):
    point = {2363: (39599400, 4113800), 2436: (599400, 4113800)}.get(srid, (118.1, 37.1))
    assert crs.is_approximate(srid)
    with pytest.raises(BadInput, match="没有精确的公开转换参数"):
        crs.to_4490(*point, srid)
    with pytest.raises(BadInput):
        crs.from_4490(118.1, 37.1, srid)
    lng, lat = crs.to_4490(*point, srid, accept_approximate=True)
    assert 118.0 < lng < 118.2 and 37.0 < lat < 37.2


def test_the_exact_datums_are_not_approximate():
    assert not any(
        crs.is_approximate(srid) for srid in (4490, 4326, 3857, 4527, 4528, 4548, 4549, 4498, 4509)
    )


@pytest.mark.parametrize("srid", [0, -1, 4269, 32650, 900913, 10**9])
def test_an_unknown_number_is_refused(srid):
    with pytest.raises(BadInput) as refused:
        crs.to_4490(1, 1, srid)
    assert refused.value.parameter == "srid"


@pytest.mark.parametrize(
    ("x", "y", "srid"),
    [
        (39599400, 4113800, 4548),  # zone in front, but read as without
        (599400, 4113800, 4527),
        (39599400, 4113800, 4528),
        (4113800, 39599400, 4527),  # northing first
        (math.nan, 4113800, 4527),
        (39599400, math.inf, 4527),
        (37.15, 118.12, 4490),  # lat first
        (math.inf, 37.15, 4326),
    ],
)
def test_numbers_that_the_crs_cannot_hold_are_refused_instead_of_landing_elsewhere(x, y, srid):
    with pytest.raises(BadInput):
        crs.to_4490(x, y, srid)


@pytest.mark.parametrize(
    ("name", "datum"),
    [
        ("2000国家大地坐标系", Datum.CGCS2000),
        ("CGCS2000", Datum.CGCS2000),
        ("CGCS2000_3_Degree_GK_Zone_39", Datum.CGCS2000),
        ("国家2000大地坐标系", Datum.CGCS2000),
        ("2000大地坐标系", Datum.CGCS2000),
        ("80西安坐标系", Datum.XIAN80),
        ("54北京坐标系", Datum.BEIJING54),
        ("1980西安坐标系", Datum.XIAN80),
        ("1980西安国家大地坐标系", Datum.XIAN80),
        ("Xian_1980_3_Degree_GK_CM_117E", Datum.XIAN80),
        ("西安 80", Datum.XIAN80),
        ("1954北京坐标系", Datum.BEIJING54),
        ("北京54坐标系", Datum.BEIJING54),
        ("WGS 84", Datum.WGS84),
        ("GCS_WGS_1984", Datum.WGS84),
        ("", None),
        ("地方独立坐标系", None),
        ("1980西安坐标系转2000国家大地坐标系", None),
    ],
)
def test_the_datum_that_a_header_names_is_recognised_and_an_unclear_one_is_not_guessed(name, datum):
    assert Datum.recognise(name) is datum


@pytest.mark.parametrize(
    ("lng", "zone"), [(117, 39), (118.49, 39), (118.51, 40), (73.6, 25), (135, 45), (87.6, 29), (104.07, 35)]
)
def test_the_3_degree_zone_is_the_one_whose_middle_is_nearest_anywhere_in_china(lng, zone):
    assert zone_3deg_of(lng).zone == zone
    assert abs(zone_3deg_of(lng).central_meridian - lng) <= 1.5


@pytest.mark.parametrize("lng", [0, -118, 72, 140, math.nan, math.inf])
def test_no_zone_is_made_up_outside_china(lng):
    with pytest.raises(BadInput):
        zone_3deg_of(lng)


def test_a_geometry_goes_to_degrees_and_back_with_its_holes():
    flat = Polygon(
        [(39599400, 4113800), (39599550, 4113800), (39599550, 4113600), (39599400, 4113600)],
        [[(39599450, 4113720), (39599480, 4113720), (39599480, 4113700), (39599450, 4113700)]],
    )
    degrees = crs.geometry_to_4490(flat, 4527)
    assert degrees.exterior.coords[0] == pytest.approx((118.11889726, 37.15050452), abs=1e-8)
    back = crs.geometry_from_4490(degrees, 4527)
    assert back.equals_exact(flat, tolerance=1e-6) and len(back.interiors) == 1


def test_a_geometry_of_an_old_datum_moves_only_when_the_caller_marks_it():
    point = Point(39599400, 4113800)
    with pytest.raises(BadInput):
        crs.geometry_to_4490(point, 2363)
    assert crs.geometry_to_4490(point, 2363, accept_approximate=True).x == pytest.approx(118.119, abs=0.002)
    with pytest.raises(BadInput):
        crs.geometry_from_4490(Point(118.1, 37.1), 2363)
