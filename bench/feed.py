"""The feed of 1,000 features among 10 k, 100 k and 1 M places, unpacked: against the same box through a
djangorestframework-gis view, through tipg and pygeoapi, as JSON that PostgreSQL writes, and beside the bare statement.

What is in our process or in pgbench stands beside the feed in this process, what is a server beside the feed over HTTP.
`bin/bench feed` takes the sizes and the number of rounds: `bin/bench feed 10000 100000 1000000 15`. tipg and pygeoapi count
what matches besides, and tipg writes links with each feature, so that its answer is twice as long.
"""

import contextlib
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.gis.db.models.functions import AsGeoJSON  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from bench.peers import pygeoapi, tipg  # noqa: E402
from bench.peers.gate import gate, site  # noqa: E402
from bench.peers.json_sql import json_sql  # noqa: E402
from bench.peers.served import Served  # noqa: E402
from bench.peers.view import view  # noqa: E402
from bench.pgbench import latency, written_out  # noqa: E402
from bench.rounds import HEAD, ROUNDS, heading, interleaved, ratio  # noqa: E402
from geo.bbox import BBox  # noqa: E402
from layers.api.filters import box  # noqa: E402
from layers.catalog import LAYERS  # noqa: E402
from layers.places.models import Category, CategoryGroup  # noqa: E402
from layers.public_ids import public_id_from_number  # noqa: E402
from layers.regions.models import Region  # noqa: E402

SIZES = (10_000, 100_000, 1_000_000)
FEATURES = 1_000
# A statement of login web has 15 seconds.
BATCH = 20_000
# How many times as long as the feed each must take.
TARGETS = {"drf-gis": 28, "json_build_object SQL": 1.7, "tipg": 12, "pygeoapi": 12}
GROWTH = 1.3
OVER_HTTP = "feed over HTTP"
# The views of the peers have what tiles carry: here, all that the feed tells.
PLACES = replace(LAYERS["places"], tile_properties=tuple(LAYERS["places"].properties))
# A square of a degree, filled evenly, so that the box of a thousand is known beforehand.
WEST, SOUTH = 117.5, 37.0
COLUMNS = (
    "public_id, published_at, withdrawal_reason, is_sample, name, aliases, category_id, region_id, address, location,"
    " public_location, introduction, way_there, source, verified_on"
)


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


Servers = dict[str, tuple[Served, Callable[[BBox], str]]]


@contextlib.contextmanager
def servers() -> Iterator[Servers]:
    """The site and the peers that are servers of their own, each with its address of a box."""
    folder = settings.VAR_DIR / "bench"
    folder.mkdir(mode=0o755)
    view(PLACES)
    with contextlib.ExitStack() as stack:
        port = stack.enter_context(site(folder / "site.log"))
        found: Servers = {OVER_HTTP: (stack.enter_context(gate(folder, port, None)), feed_path)}
        if (peer := stack.enter_context(tipg.tipg([PLACES], folder / "tipg.log"))) is not None:
            found["tipg"] = peer, lambda bbox: tipg.feed_path(PLACES, bbox, FEATURES * 2)
        if (peer := stack.enter_context(pygeoapi.pygeoapi(PLACES, folder))) is not None:
            found["pygeoapi"] = peer, lambda bbox: pygeoapi.feed_path(PLACES, bbox, FEATURES * 2)
        yield found


def feed_path(bbox: BBox) -> str:
    return f"/api/layers/places.geojson?bbox={','.join(map(str, bbox.as_tuple()))}"


def measure(client: Client, served: Servers, bbox: BBox, rounds: int) -> tuple[int, dict[str, list[float]]]:
    """How many features the box holds, and the milliseconds of each contestant's rounds."""
    feed, peer = feed_path(bbox), f"/peer/?bbox={','.join(map(str, bbox.as_tuple()))}"
    aggregated = json_sql(PLACES, bbox)
    statement = written_out(aggregated.text, aggregated.values)
    asked = {name: (server, path(bbox)) for name, (server, path) in served.items()}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({statement})::text")
        bodies = {"json_build_object SQL": cursor.fetchone()[0].encode()}
    bodies |= {name: client.get(address).content for name, address in (("feed", feed), ("drf-gis", peer))}
    bodies |= {name: server.get(path)[1] for name, (server, path) in asked.items()}
    found = {name: len(json.loads(body)["features"]) for name, body in bodies.items()}
    # drf-gis asks for boxes that overlap, which are of single precision.
    assert max(found.values()) - min(found.values()) <= 2, found
    print("KB:", ", ".join(f"{name} {len(body) / 1000:.0f}" for name, body in bodies.items()), flush=True)
    contestants = {
        "feed": lambda: timed(client, feed),
        "drf-gis": lambda: timed(client, peer),
        "bare SQL": lambda: sql_alone(bbox),
        "json_build_object SQL": lambda: latency([statement], 5),
        **{name: server.timed([path]) for name, (server, path) in asked.items()},
    }
    return found["feed"], interleaved(contestants, rounds)


def main() -> int:
    given = [int(word) for word in sys.argv[1:]]
    *sizes, rounds = given or [*SIZES, ROUNDS + 6]
    settings.ROOT_URLCONF = "bench.peers.drf_gis"
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    print(heading("bin/bench feed " + " ".join(sys.argv[1:])), "\n")
    ratios, costs, already, before = [], [], 0, None
    with servers() as served:
        for size in sizes:
            fill(size, already)
            already = size
            found, figures = measure(client, served, bbox_of(size), rounds)
            for name, target in TARGETS.items():
                if name in figures:
                    against = OVER_HTTP if name in served else "feed"
                    row = f"{size:,} places, {found} features: {name} / {against}"
                    ratios.append(ratio(row, figures[name], figures[against], target, at_most=False))
            if before is not None:
                # One after the other, not side by side: the table grows between them.
                name = f"to {size:,} places: feed / feed before"
                ratios.append(ratio(name, figures["feed"], before, GROWTH, at_most=True))
            before = figures["feed"]
            middle = [f"{name} {statistics.median(values):.1f}" for name, values in figures.items()]
            costs.append(f"{size:,} places, ms: {', '.join(middle)}")
    print(HEAD, *(one.row() for one in ratios), sep="\n")
    print("", *costs, sep="\n")
    return 0 if all(one.verdict != "missed" for one in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
