"""Clusters: of what the cells count at low levels, and where a tile would be too large."""

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.utils import timezone

from geo.tile import Tile
from layers.catalog import LAYERS
from layers.places.models import Place
from tests.layers.api.world import place
from tests.layers.land.factories import at
from tests.tiles.asking import CLINIC, address, asked
from tests.tiles.decoding import decoded
from tiles import mvt
from tiles.clusters import clusters, rows_in_cells
from tiles.models import CellCount
from tiles.mvt import MOST_BYTES
from tiles.summing import sum_cells


def counted(client, z=5):
    """What the clusters of the tile at the clinic say, all together."""
    totals = {}
    for row, _ in asked(client, "places", z).get("places_clusters", []):
        for key, value in row.items():
            totals[key] = totals.get(key, 0) + value
    return totals


def test_a_low_level_counts_the_places_of_each_category(client, here):
    assert counted(client) == {"count": 3, "count_clinic": 2, "count_school": 1}


def test_clusters_stand_in_the_middle_of_what_they_count(client, here):
    Place.objects.exclude(pk__in=[here.clinic.pk, here.school.pk]).delete()
    ((row, point),) = asked(client, "places", 10)["places_clusters"]
    assert row["count"] == 2
    places = [asked_point for _, asked_point in asked(client, "places", 11)["places"]]
    # Level 11 has units of half the size; the tile of level 10 begins where one of level 11 does.
    assert abs(point.x * 2 % 4096 - sum(one.x for one in places) / 2) <= 2
    assert abs(point.y * 2 % 4096 - sum(one.y for one in places) / 2) <= 2


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            lambda here: Place.objects.filter(pk=here.clinic.pk).delete(),
            {"count": 2, "count_clinic": 1, "count_school": 1},
        ),
        (
            lambda here: Place.objects.filter(pk=here.clinic.pk).update(
                withdrawn_at=timezone.now(), withdrawal_reason="错误"
            ),
            {"count": 2, "count_clinic": 1, "count_school": 1},
        ),
        (
            lambda here: Place.objects.filter(pk=here.clinic.pk).update(category=here.school.category),
            {"count": 3, "count_clinic": 1, "count_school": 2},
        ),
        (
            lambda here: Place.objects.update(public_location=Point(118.5, 37.5, srid=4490)),
            {"count": 3, "count_clinic": 2, "count_school": 1},
        ),
    ],
    ids=["deleted", "withdrawn", "recategorised", "moved"],
)
def test_counts_follow_whatever_happens_to_the_rows(client, here, change, expected):
    change(here)
    assert counted(client) == expected


def test_a_change_of_other_columns_counts_nothing(here):
    before = CellCount.objects.count()
    assert Place.objects.update(introduction="新") == 3
    assert CellCount.objects.count() == before


def test_summing_at_night_changes_nothing_but_the_number_of_rows(client, here):
    for number in range(8):
        Place.objects.filter(pk=here.clinic.pk).update(
            public_location=Point(118 + number / 10, 37.4, srid=4490)
        )
    before, rows = counted(client), CellCount.objects.count()
    sum_cells(0)
    assert counted(client) == before
    assert CellCount.objects.count() < rows
    assert not CellCount.objects.filter(count=0).exists()


def test_a_tile_that_would_be_too_large_becomes_clusters_and_says_so(client, here):
    kind = here.clinic.category
    Place.objects.bulk_create(
        Place(
            name=f"卫生室{number}" + "长" * 100, category=kind, region=here.east, source="测试",
            location=Point(*at(number % 40 * 10, number // 40 * 10), srid=4490),
            public_location=Point(*at(number % 40 * 10, number // 40 * 10), srid=4490),
        )
        for number in range(1800)
    )  # fmt: skip
    response = client.get(address("places", 14))
    assert response["Tile-Thinned"] == "clusters"
    assert len(response.content) < MOST_BYTES
    found = decoded(response.content)
    assert set(found) == {"places_clusters"}
    assert sum(row["count"] for row, _ in found["places_clusters"]) == 1802
    together = client.get(address("places,parcels", 14))
    assert together["Tile-Thinned"] == "clusters"
    assert set(decoded(together.content)) == {"places_clusters", "parcels", "parcels_labels"}
    assert "Tile-Thinned" not in client.get(address("places", 18, at(395, 240)))


def test_where_the_counts_tell_of_too_many_features_a_small_tile_becomes_clusters_too(
    client, here, monkeypatch
):
    assert "Tile-Thinned" not in client.get(address("places", 11))
    monkeypatch.setattr(mvt, "MOST_FEATURES", 1)
    together = client.get(address("places,parcels", 11))
    assert together["Tile-Thinned"] == "clusters"
    found = decoded(together.content)
    assert sum(row["count"] for row, _ in found["places_clusters"]) == 2
    assert "places" not in found and "parcels" in found
    # Smaller than a cell: what is made there is weighed.
    assert "Tile-Thinned" not in client.get(address("places", 14))


def test_no_feature_is_made_where_the_counts_tell_of_too_many(here, monkeypatch):
    monkeypatch.setattr(mvt, "MOST_FEATURES", 1)
    part = mvt.unless_many(LAYERS["places"], Tile.at(*CLINIC, 11))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF) SELECT {part.text}", part.values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "on places_place (never executed)" in plan, plan


def test_a_thinned_tile_of_areas_counts_each_where_its_name_stands(here):
    tile = Tile.at(*CLINIC, 14)
    part = clusters(LAYERS["parcels"], rows_in_cells(LAYERS["parcels"], tile))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {part.text}", part.values)
        ((row, point),) = decoded(bytes(cursor.fetchone()[0]))["parcels_clusters"]
    assert row == {"count": 1, "count_工业用地": 1}
    assert 0 <= point.x < 4096 and 0 <= point.y < 4096


def test_at_the_level_of_the_first_features_there_are_no_clusters(client, here):
    place("第四个", here.clinic.category, here.east, at(500, 500))
    assert set(asked(client, "places", 11)) == {"places"}
    assert set(asked(client, "places", 10)) == {"places_clusters"}
