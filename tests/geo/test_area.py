from decimal import Decimal

import pytest
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from geo.area import geodesic_area_m2, hectares, mu, planar_area_m2
from geo.crs import all_to_4490
from geo.errors import BadInput

# The parcel of the exchange format's example: 200 m x 150 m less a hole of 20 m x 30 m = 29 400 m2.
OUTER = [(39599400, 4113800), (39599550, 4113800), (39599550, 4113600), (39599400, 4113600)]
HOLE = [(39599450, 4113720), (39599480, 4113720), (39599480, 4113700), (39599450, 4113700)]


def parcel(turn_outer=1, turn_hole=1):
    return Polygon(all_to_4490(OUTER, 4527)[::turn_outer], [all_to_4490(HOLE, 4527)[::turn_hole]])


def test_the_parcel_of_the_format_has_its_29400_square_metres():
    assert planar_area_m2(parcel(), 4527) == pytest.approx(29_400, abs=1e-3)


def test_square_metres_become_hectares_and_mu():
    area_ha = hectares(planar_area_m2(parcel(), 4527))
    assert str(area_ha) == "2.9400"
    assert str(mu(area_ha)) == "44.1000"


def test_the_zone_is_found_from_the_geometry_and_the_prefix_does_not_matter():
    exact = planar_area_m2(parcel(), 4527)
    assert planar_area_m2(parcel()) == exact
    assert planar_area_m2(parcel(), 4548) == pytest.approx(exact, abs=1e-3)
    # Zone 40 measures the same land 1.9 degrees from its middle, where the plane is more than 0.01 % larger.
    assert planar_area_m2(parcel(), 4528) > exact * 1.0001


def test_the_geodesic_area_is_the_smaller_by_the_scale_of_the_projection():
    # 30 000.00 planar against 29 992.69 geodesic at this place (domain reference B.1).
    whole = Polygon(all_to_4490(OUTER, 4527))
    assert planar_area_m2(whole, 4527) == pytest.approx(30_000, abs=1e-3)
    assert geodesic_area_m2(whole) == pytest.approx(29_992.69, abs=0.05)


@pytest.mark.parametrize("turn_outer", [1, -1])
@pytest.mark.parametrize("turn_hole", [1, -1])
def test_a_hole_is_taken_off_whatever_way_the_rings_turn(turn_outer, turn_hole):
    turned = parcel(turn_outer, turn_hole)
    hole_m2 = geodesic_area_m2(Polygon(all_to_4490(HOLE, 4527)))
    whole_m2 = geodesic_area_m2(Polygon(all_to_4490(OUTER, 4527)))
    assert geodesic_area_m2(turned) == pytest.approx(whole_m2 - hole_m2, abs=1e-6)
    assert planar_area_m2(turned, 4527) == pytest.approx(29_400, abs=1e-3)


def test_the_parts_of_a_multipolygon_add_up():
    hole_filled = Polygon(all_to_4490(HOLE, 4527))
    both = MultiPolygon([parcel(), hole_filled])
    assert planar_area_m2(both, 4527) == pytest.approx(30_000, abs=1e-3)
    assert geodesic_area_m2(both) == pytest.approx(29_992.69, abs=0.05)


def test_one_square_degree_at_the_equator_has_its_known_area():
    # Karney's GeographicLib: planimeter of the box 0..1, 0..1 degrees.
    assert geodesic_area_m2(box(0, 0, 1, 1)) == pytest.approx(12_308_778_361, rel=1e-9)


@pytest.mark.parametrize("srid", [3857, 4490, 4326, 2363, 2436, 32650, 0])
def test_an_area_is_never_measured_in_mercator_degrees_or_an_old_datum(srid):
    with pytest.raises(BadInput) as refused:
        planar_area_m2(parcel(), srid)
    assert refused.value.parameter == "srid"


@pytest.mark.parametrize("geometry", [Point(118, 37), LineString([(118, 37), (118.1, 37)])])
def test_what_is_no_surface_has_no_area_and_says_so(geometry):
    for area in (planar_area_m2, geodesic_area_m2):
        with pytest.raises(BadInput, match="面状图形"):
            area(geometry)


def test_an_empty_or_foreign_geometry_is_not_put_into_some_zone():
    assert geodesic_area_m2(Polygon()) == 0
    with pytest.raises(BadInput):
        planar_area_m2(Polygon())
    with pytest.raises(BadInput):
        planar_area_m2(box(0, 50, 1, 51))


@pytest.mark.parametrize(
    ("area_m2", "area_ha"),
    [
        (57_089.47, "5.7089"),
        (0.5, "0.0001"),
        (0.49, "0.0000"),
        (1.5, "0.0002"),
        (2.5, "0.0003"),
        (0, "0.0000"),
    ],
)
def test_hectares_are_rounded_half_up_to_four_places(area_m2, area_ha):
    assert str(hectares(area_m2)) == area_ha


@pytest.mark.parametrize(
    ("area_ha", "area_mu"),
    [("2.9400", "44.1000"), ("0.0001", "0.0015"), ("0.00003", "0.0005"), ("5.7089", "85.6335")],
)
def test_mu_are_fifteen_to_the_hectare_rounded_half_up(area_ha, area_mu):
    assert str(mu(Decimal(area_ha))) == area_mu
