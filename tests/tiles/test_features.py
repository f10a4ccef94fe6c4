"""What is in a tile: the rows that the feed has, where they lie, and nothing more."""

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection
from django.utils import timezone

from geo.tile import Tile
from layers.catalog import LAYERS
from tests.layers.api.world import AROUND, place
from tests.layers.land.factories import at, parcel, square
from tests.tiles.asking import CLINIC, address, asked, names
from tiles.features import features
from tiles.grid import Grid

EVERYWHERE = "bbox=117,36.5,119,38.5"


def carried(row, layer):
    """Those properties of the feed that tiles carry; MVT has no empty ones."""
    return {name: row[name] for name in LAYERS[layer].tile_properties if row[name] is not None}


def test_a_tile_has_those_properties_of_the_feed_that_a_map_needs_and_no_others(client, here):
    for layer in LAYERS:
        feed = client.get(f"/api/layers/{layer}.geojson?bbox={AROUND}").json()["features"]
        told = [carried(feature["properties"], layer) for feature in feed]
        rows = [row for row, _ in asked(client, layer, 14)[layer]]
        key = LAYERS[layer].id_field.replace("public_id", "id")
        assert sorted(rows, key=lambda row: row[key]) == sorted(told, key=lambda row: row[key])


def test_a_point_lies_within_half_a_unit_of_where_the_row_says(client, here):
    tile = Tile.at(*CLINIC, 14)
    ((row, point),) = [
        pair for pair in asked(client, "places", 14)["places"] if pair[0]["name"] == "东村卫生室"
    ]
    min_x, _, max_x, max_y = tile.bounds_3857()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_X(p), ST_Y(p) FROM places_place, ST_Transform(public_location, 3857) AS p WHERE public_id = %s",
            [row["id"]],
        )
        x, y = cursor.fetchone()
    unit = (max_x - min_x) / 4096
    assert abs(point.x - (x - min_x) / unit) <= 0.51 and abs(point.y - (max_y - y) / unit) <= 0.51


def test_a_point_beside_the_edge_is_in_both_tiles_so_that_no_icon_is_cut(client, here):
    tile = Tile.at(*CLINIC, 14)
    edge = tile.bbox().east
    place("界上卫生室", here.clinic.category, here.east, (edge - 0.00002, CLINIC[1]))
    for lng in (edge - 0.001, edge + 0.001):
        assert "界上卫生室" in names(asked(client, "places", 14, (lng, CLINIC[1])), "places")
    assert "东村卫生室" not in names(asked(client, "places", 14, (edge + 0.001, CLINIC[1])), "places")


def test_what_is_withdrawn_is_gone_and_comes_back_when_it_is_public_again(client, here):
    gone = {"withdrawn_at": timezone.now(), "withdrawal_reason": "错误"}
    type(here.plot).objects.filter(pk=here.plot.pk).update(**gone)
    assert asked(client, "parcels", 14) == {} and asked(client, "parcels", 5) == {}
    type(here.plot).objects.filter(pk=here.plot.pk).update(withdrawn_at=None)
    assert len(asked(client, "parcels", 14)["parcels"]) == 1
    assert asked(client, "parcels", 5)["parcels_clusters"][0][0]["count"] == 1


def test_parcels_of_a_withdrawn_case_are_gone(client, here):
    type(here.case).objects.filter(pk=here.case.pk).update(
        withdrawn_at=timezone.now(), withdrawal_reason="错误"
    )
    assert asked(client, "parcels", 14) == {}


def test_a_name_stands_once_however_many_tiles_its_area_touches(client, here):
    edge = Tile.at(*CLINIC, 14).bbox().east
    wide = shapely.box(edge - 0.004, 37.39, edge + 0.003, 37.394)
    parcel(
        here.case, GEOSGeometry(shapely.MultiPolygon([wide]).wkt, srid=4490), number="DK-宽", name="宽地块"
    )
    found = [asked(client, "parcels", 14, (edge + step, 37.392)) for step in (-0.002, 0.002)]
    assert [names(one, "parcels").count("宽地块") for one in found] == [1, 1]
    assert sum(names(one, "parcels_labels").count("宽地块") for one in found) == 1


def test_what_is_narrower_than_a_letter_is_named_at_the_deepest_level_alone(client, here):
    wide = parcel(here.case, square(0, 0, 900), number="DK-宽", name="宽地块")
    assert names(asked(client, "parcels", 13), "parcels_labels") == [wide.name]
    assert set(names(asked(client, "parcels", 13), "parcels")) > {wide.name}
    assert set(names(asked(client, "parcels", 14), "parcels_labels")) > {wide.name}


def test_an_area_across_the_edge_is_cut_at_the_margin_and_its_halves_meet(client, here):
    edge = Tile.at(*CLINIC, 14).bbox().east
    wide = shapely.box(edge - 0.06, 37.36, edge + 0.06, 37.41)
    parcel(
        here.case, GEOSGeometry(shapely.MultiPolygon([wide]).wkt, srid=4490), number="DK-宽", name="宽地块"
    )
    for step in (-0.001, 0.001):
        (area,) = [
            shape
            for row, shape in asked(client, "parcels", 14, (edge + step, CLINIC[1]))["parcels"]
            if row["name"] == "宽地块"
        ]
        assert shapely.equals(area, shapely.box(-64, -64, 4160, 4160)), area.wkt


def test_below_the_deepest_stored_level_an_area_is_enlarged_by_whole_numbers(client, here):
    ((_, stored),) = asked(client, "parcels", 14)["parcels"]
    middle = at(50, 50)
    ((_, deeper),) = asked(client, "parcels", 17, middle)["parcels"]
    above, below = Tile.at(*middle, 14), Tile.at(*middle, 17)
    expected = shapely.transform(
        stored, lambda points: points * 8 - [(below.x - above.x * 8) * 4096, (below.y - above.y * 8) * 4096]
    )
    assert shapely.equals(deeper, shapely.intersection(expected, shapely.box(-64, -64, 4160, 4160)))


def test_without_an_approval_a_region_is_the_point_of_its_name_and_no_area_leaves(client, here, settings):
    settings.DEMO = False
    assert not settings.CITY["boundaries"]["approval"]
    found = asked(client, "regions", 14)
    assert set(found) == {"regions"}
    assert {shape.geom_type for _, shape in found["regions"]} == {"Point"}
    settings.DEMO = True
    assert {shape.geom_type for _, shape in asked(client, "regions", 14)["regions"]} == {"Polygon"}


def test_a_tile_is_what_st_asmvtgeom_makes_of_the_same_shapes_valid_and_within_a_unit(client, here):
    for number in range(12):
        parcel(
            here.case, square(number * 170 - 900, number * 90, 60 + number * 9), number=f"DK-{number + 10}"
        )
    hole = shapely.Polygon(
        shapely.box(118.001, 37.402, 118.004, 37.404).exterior,
        [shapely.box(118.002, 37.4025, 118.003, 37.4035).exterior],
    )
    parcel(here.case, GEOSGeometry(shapely.MultiPolygon([hole]).wkt, srid=4490), number="DK-孔")
    for z in (11, 13, 14):
        tile = Tile.at(*CLINIC, z)
        grid = Grid.of(tile)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT p.parcel_no, ST_AsBinary(ST_AsMVTGeom(s.area, ST_MakeEnvelope(%s, %s, %s, %s)::box2d, 4096, 64))"
                " FROM tiles_shape s JOIN land_parcel p ON p.id = s.row_id WHERE s.layer = 'parcels' AND s.zoom = %s",
                [grid.west, grid.south, grid.east, grid.north, z],
            )
            theirs = {number: shapely.from_wkb(bytes(shape)) for number, shape in cursor.fetchall() if shape}
        ours = {row["parcel_no"]: shape for row, shape in asked(client, "parcels", z)["parcels"]}
        assert ours.keys() == theirs.keys() and len(ours) > 5
        for number, shape in ours.items():
            assert shape.is_valid and shape.geom_type in ("Polygon", "MultiPolygon")
            assert shapely.symmetric_difference(shape, theirs[number]).area <= 1, (z, number)
        # MVT 2.1: the outer ring is clockwise on the screen, which is counter-clockwise by numbers with y to the south.
        rings = [part.exterior for shape in ours.values() for part in shapely.get_parts(shape)]
        assert all(ring.coords[0] == ring.coords[-1] for ring in rings)


def test_one_question_makes_a_tile_of_all_layers_and_one_asks_for_the_version(
    client, here, django_assert_num_queries
):
    with django_assert_num_queries(2):
        assert client.get(address("regions,places,parcels,cases", 14)).status_code == 200


def test_no_tile_reads_the_region_or_the_group_of_a_place(here):
    part = features(LAYERS["places"], Tile.at(*CLINIC, 14))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (COSTS OFF) SELECT {part.text}", part.values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "places_place" in plan and "regions_region" not in plan and "places_category" not in plan, plan
