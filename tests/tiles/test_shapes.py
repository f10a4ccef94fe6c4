"""Areas on the grid of each level: made when a row is written, by whoever writes it, and true for every reader."""

import math

import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection

from layers.land.models import Parcel
from tests.layers.land.factories import parcel, square
from tiles.models import Shape
from tiles.triggers import is_installed, kept

LEVELS = [11, 12, 13, 14]


def shapes(row, layer="parcels"):
    stored = Shape.objects.filter(layer=layer, row_id=row.pk).order_by("zoom")
    return {one.zoom: shapely.from_wkb(bytes(one.area.wkb)) for one in stored}


def multi(*polygons):
    return GEOSGeometry(shapely.MultiPolygon(polygons).wkt, srid=4490)


def jagged(count):
    """A star of so many teeth, whose notches are finer than the grid of the higher levels."""
    angles = (2 * math.pi * number / count for number in range(count))
    radii = (0.002 if number % 2 else 0.0019 for number in range(count))
    points = [(118.01 + r * math.cos(a), 37.41 + r * math.sin(a)) for r, a in zip(radii, angles, strict=True)]
    return shapely.Polygon(points)


HOLE = shapely.box(118.001, 37.401, 118.0011, 37.4011)
AREAS = {
    "square": square(0, 0, 100),
    "needle": multi(shapely.Polygon([(118, 37.4), (118.02, 37.4), (118.02, 37.4000001)])),
    "smaller than the grid": square(0, 0, 0.2),
    "star": multi(jagged(200)),
    "hole": multi(shapely.box(118, 37.4, 118.004, 37.404).difference(HOLE)),
    "two that nearly touch": multi(
        shapely.box(118, 37.4, 118.001, 37.401), shapely.box(118.0010001, 37.4, 118.002, 37.401)
    ),
}


@pytest.mark.parametrize("area", AREAS.values(), ids=AREAS)
def test_a_shape_of_each_level_is_valid_on_whole_numbers_and_never_empty(here, area):
    assert area.valid
    found = shapes(parcel(here.case, area, number="DK-X"))
    assert sorted(found) == LEVELS
    for shape in found.values():
        assert shape.is_valid and not shape.is_empty and shape.geom_type == "MultiPolygon"
        coordinates = shapely.get_coordinates(shape)
        assert (coordinates == coordinates.round()).all()
        # Clockwise with y to the north, as MVT 2.1 wants it on the screen.
        assert not any(part.exterior.is_ccw for part in shape.geoms)


def test_the_deepest_shape_is_within_a_unit_of_the_public_area(here):
    row = parcel(here.case, AREAS["star"], number="DK-X")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_AsBinary(ST_Transform(public_area, 3857)) FROM land_parcel WHERE id = %s", [row.pk]
        )
        exact = shapely.from_wkb(bytes(cursor.fetchone()[0]))
    half, unit = 20037508.342789244, 2 * 20037508.342789244 / (4096 << 14)
    exact = shapely.transform(exact, lambda points: (points + half) / unit)
    assert shapely.hausdorff_distance(shapes(row)[14], exact) <= 1
    assert (
        shapely.hausdorff_distance(shapes(row)[11], shapely.transform(exact, lambda points: points / 8)) <= 6
    )


def test_shapes_follow_the_area_and_nothing_else(here):
    before = shapes(here.plot)
    keys = set(Shape.objects.filter(layer="parcels").values_list("pk", flat=True))
    Parcel.objects.filter(pk=here.plot.pk).update(name="新名")
    assert set(Shape.objects.filter(layer="parcels").values_list("pk", flat=True)) == keys, (
        "nothing is made anew"
    )
    Parcel.objects.filter(pk=here.plot.pk).update(public_area=square(0, 0, 300))
    assert all(shapes(here.plot)[zoom].area > before[zoom].area * 8 for zoom in LEVELS)
    Parcel.objects.filter(pk=here.plot.pk).update(public_area=None)
    assert shapes(here.plot) == {}
    Parcel.objects.filter(pk=here.plot.pk).update(public_area=square(0, 0, 100))
    assert shapes(here.plot) == before
    here.plot.survey.delete()
    Parcel.objects.filter(pk=here.plot.pk).delete()
    assert shapes(here.plot) == {}


def test_a_layer_of_its_own_levels_has_shapes_of_these(here):
    assert sorted(shapes(here.case, "cases")) == [9, 10, 11, 12, 13, 14]
    assert sorted(shapes(here.east, "regions")) == list(range(6, 15))


def test_every_layer_of_the_catalogue_has_its_triggers(here):

    with connection.cursor() as cursor:
        assert all(is_installed(cursor, one) for one in kept())
    assert {(one.what, one.table) for one in kept()} == {
        ("shapes", "regions_region"), ("shapes", "land_parcel"), ("shapes", "land_case"),
        ("counts", "places_place"), ("counts", "land_parcel"), ("counts", "land_case"),
    }  # fmt: skip
