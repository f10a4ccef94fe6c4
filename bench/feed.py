"""The feed of 1,000 features among 10 k, 100 k and 1 M places: against the same box through a djangorestframework-gis
view, and beside the bare statement.

Run it by `bin/bench feed`: it wants the throw-away cluster that bin/bench starts.
"""

import statistics
import sys
import time
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.gis.db.models.functions import AsGeoJSON  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import include, path  # noqa: E402
from rest_framework.generics import ListAPIView  # noqa: E402
from rest_framework_gis.filters import InBBoxFilter  # noqa: E402

from bench.rounds import HEAD, ROUNDS, heading, interleaved, ratio  # noqa: E402
from geo.bbox import BBox  # noqa: E402
from layers.api.filters import box  # noqa: E402
from layers.api.serializers import serializer_class, with_relations  # noqa: E402
from layers.catalog import LAYERS  # noqa: E402
from layers.places.models import Category, CategoryGroup  # noqa: E402
from layers.public_ids import public_id_from_number  # noqa: E402
from layers.regions.models import Region  # noqa: E402

SIZES = (10_000, 100_000, 1_000_000)
FEATURES = 1_000
# A statement of login web has 15 seconds.
BATCH = 20_000
TARGET, GROWTH = 12, 1.3
PLACES = LAYERS["places"]
# A square of a degree, filled evenly, so that the box of a thousand is known beforehand.
WEST, SOUTH = 117.5, 37.0
COLUMNS = (
    "public_id, published_at, withdrawal_reason, is_sample, name, aliases, category_id, region_id, address, location,"
    " public_location, introduction, way_there, source, verified_on"
)


class BoxFilter(InBBoxFilter):
    bbox_param = "bbox"


class Peer(ListAPIView):
    """What djangorestframework-gis offers for the same: its serializer, its box filter, its renderer."""

    serializer_class = serializer_class(PLACES)
    filter_backends = [BoxFilter]
    bbox_filter_field = PLACES.geometry_field
    bbox_filter_include_overlapping = True
    pagination_class = None

    def get_queryset(self) -> Any:
        return with_relations(PLACES, PLACES.queryset()).annotate(shown=PLACES.shown())


urlpatterns = [path("peer/", Peer.as_view()), path("api/", include("layers.api.urls"))]


def fill(count: int, already: int) -> None:
    group, _ = CategoryGroup.objects.get_or_create(
        code="bench", defaults={"name": "医疗", "icon": "medical", "hue": 1}
    )
    Category.objects.get_or_create(
        code="bench", defaults={"name": "卫生室", "group": group, "icon": "clinic"}
    )
    region, _ = Region.objects.get_or_create(
        code="990000000000", defaults={"level": 2, "kind": "county", "name": "测量县", "path": "bench/"}
    )
    for begin in range(already, count, BATCH):
        copy_places(range(begin, min(begin + BATCH, count)), region.pk)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE places_place")


def copy_places(numbers: range, region: int) -> None:
    copying = f"COPY places_place ({COLUMNS}) FROM STDIN"
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(copying) as copy:
        for number in numbers:
            point = f"SRID=4490;POINT({lng(number):.6f} {lat(number):.6f})"
            copy.write_row(
                (public_id_from_number(number), "2026-01-01", "", True, f"东赵家庄卫生室{number}", "", "bench",
                 region, f"博兴县湖滨镇东赵家庄 {number % 900} 号", point, point, "", "", "bench", "2026-01-01")
            )  # fmt: skip


def lng(number: int) -> float:
    """The golden ratio and the square root of two spread any number of points evenly."""
    return WEST + number * 0.6180339887498949 % 1


def lat(number: int) -> float:
    return SOUTH + number * 0.41421356237309515 % 1


def bbox_of(size: int) -> BBox:
    side = (FEATURES / size) ** 0.5
    west, south = WEST + 0.3, SOUTH + 0.3
    return BBox(west, south, round(west + side, 6), round(south + side, 6))


def timed(client: Client, address: str) -> float:
    """Milliseconds of one request through all the middleware."""
    begun = time.perf_counter()
    response = client.get(address)
    spent = (time.perf_counter() - begun) * 1000
    assert response.status_code == 200, response.content
    return spent


def sql_alone(bbox: BBox) -> float:
    """Milliseconds of the feed's rows through a bare cursor."""
    geometry = AsGeoJSON(PLACES.shown(), precision=PLACES.decimals)
    rows = PLACES.touching(PLACES.queryset(), box(bbox)).order_by().annotate(shown=geometry)
    sql, values = rows.values_list(*PLACES.properties.values(), "shown").query.sql_with_params()
    with connections["public"].cursor() as cursor:
        begun = time.perf_counter()
        cursor.execute(sql, values)
        cursor.fetchall()
        return (time.perf_counter() - begun) * 1000


def measure(client: Client, bbox: BBox) -> tuple[int, dict[str, list[float]]]:
    """How many features the box holds, the same for both, and the milliseconds of each contestant's rounds."""
    text = ",".join(map(str, bbox.as_tuple()))
    feed, peer = f"/api/layers/places.geojson?bbox={text}", f"/peer/?bbox={text}"
    found, theirs = (len(client.get(address).json()["features"]) for address in (feed, peer))
    assert found == theirs, (found, theirs)
    contestants = {
        "feed": lambda: timed(client, feed),
        "peer": lambda: timed(client, peer),
        "sql": lambda: sql_alone(bbox),
    }
    return found, interleaved(contestants, rounds=ROUNDS + 6)


def main() -> int:
    settings.ROOT_URLCONF = __name__
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    print(heading("bin/bench feed"), "\n")
    ratios, costs, already, before = [], [], 0, None
    for size in SIZES:
        fill(size, already)
        already = size
        found, figures = measure(client, bbox_of(size))
        name = f"{size:,} places, {found} features: drf-gis / feed"
        ratios.append(ratio(name, figures["peer"], figures["feed"], TARGET, at_most=False))
        if before is not None:
            # One after the other, not side by side: the table grows between them.
            name = f"to {size:,} places from a tenth of them: feed / feed before"
            ratios.append(ratio(name, figures["feed"], before, GROWTH, at_most=True))
        before = figures["feed"]
        middle = {key: statistics.median(values) for key, values in figures.items()}
        costs.append(f"| {size:,} | {middle['feed']:.1f} | {middle['sql']:.1f} | {middle['peer']:.1f} |")
    print(HEAD, *(one.row() for one in ratios), sep="\n")
    print("\n| places | feed ms | bare SQL ms | drf-gis ms |\n|---|---|---|---|", *costs, sep="\n")
    return 0 if all(one.verdict != "missed" for one in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
