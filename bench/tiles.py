"""Cold and warm tiles: 100 k and 1 M places, 200 k parcels, beside the naive statement in pgbench and beside peers.

All answer the same tiles of levels 11 to 14 from the same rows, one caller at a time; the naive statement is what a manual
of ST_AsMVT shows: ST_Transform and ST_AsMVTGeom of each row. All carry the few properties of our tiles: what is left out is no
advantage of ours. Peers in our process or in pgbench stand beside the site in this process, peers that are servers beside the
site over HTTP. Those that are not installed are named as not run.
`bin/bench tiles` takes the sizes and the number of rounds: `bin/bench tiles 100000 1000000 200000 9`.
"""

import statistics
import sys
import time
from collections.abc import Callable

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402

from bench.feed import fill as fill_places  # noqa: E402
from bench.peers.over_http import OURS, OverHttp, forget_kept, over_http  # noqa: E402
from bench.peers.vectortiles import vectortiles  # noqa: E402
from bench.peers.warm import warm  # noqa: E402
from bench.pgbench import latency, written_out  # noqa: E402
from bench.rounds import HEAD, ROUNDS, Ratio, heading, interleaved, ratio  # noqa: E402
from geo.tile import Tile  # noqa: E402
from layers.catalog import LAYERS, Layer  # noqa: E402
from layers.features import quoted  # noqa: E402
from layers.reads import reading_publicly  # noqa: E402
from tests.layers.land.factories import boxing, case, office  # noqa: E402
from tiles import version  # noqa: E402
from tiles.encoding import encoded  # noqa: E402
from tiles.features import features  # noqa: E402
from tiles.fragment import Fragment, sql  # noqa: E402
from tiles.placing import searched  # noqa: E402
from tiles.rows import properties, rows  # noqa: E402

SIZES = (100_000, 1_000_000, 200_000)
LEVELS = {11: 4, 12: 12, 13: 12, 14: 12}
# The square that bench.feed fills with places and fill_parcels with parcels.
MIDDLE = (117.9, 37.2)
STEP = 0.002
A_CASE = 50
VECTORTILES = "django-vectortiles"
# How many times as long as ours each must take.
POINTS = {"naive ST_AsMVT": 1.0, "our own SQL": 0.5, VECTORTILES: 1.75, "MapServer": 2.0, "tipg": 1.0}
AREAS = {"naive ST_AsMVT": 2.0, "our own SQL": 0.5, "MapServer": 1.3, "tipg": 1.0}


def tiles() -> list[Tile]:
    """So many of each level, in a block around the middle."""
    chosen = []
    for z, count in LEVELS.items():
        first = Tile.at(*MIDDLE, z)
        chosen += [Tile(z, first.x + number % 4, first.y - number // 4) for number in range(count)]
    return chosen


def fill_parcels(count: int) -> float:
    """Parcels of eight corners in rows of 500; seconds that the rows with their shapes took."""
    _, county, _ = boxing()
    bureau = office(county)
    cases = [case(county, organisation=bureau).pk for _ in range(count // A_CASE)]
    begun = time.perf_counter()
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO land_parcel (public_id, published_at, withdrawal_reason, is_sample, case_id, parcel_no, name,"
            " land_use, ownership, area_ha, area_by_class, east, south, west, north, public_area)"
            " SELECT lpad(to_hex(n), 9, '0'), now() - interval '1 day', '', false, (%(cases)s::bigint[])[1 + n / %(a)s],"
            " 'DK-' || n, '', '工业用地', 'collective', 2, '{}', '', '', '', '',"
            " ST_Multi(ST_Buffer(ST_SetSRID(ST_Point(%(w)s + n %% 500 * %(d)s, %(s)s + n / 500 * %(d)s), 4490),"
            " %(d)s * 0.4, 2)) FROM generate_series(0, %(last)s) AS n",
            {
                "cases": cases,
                "a": A_CASE,
                "w": MIDDLE[0] - 0.4,
                "s": MIDDLE[1] - count / 1000 * STEP,
                "d": STEP,
                "last": count - 1,
            },
        )
        spent = time.perf_counter() - begun
        cursor.execute("ANALYZE land_parcel, land_case, tiles_shape")
    return spent


def naive(layer: Layer, tile: Tile) -> Fragment:
    (field,) = layer.geometry_fields
    square = sql("ST_TileEnvelope({z}, {x}, {y})", z=tile.z, x=tile.x, y=tile.y)
    return encoded(
        sql(
            "SELECT {properties}, ST_AsMVTGeom(ST_Transform(r.{field}, 3857), {square}, 4096, 64) AS geom FROM {rows}"
            " WHERE r.{field} && {box}",
            properties=properties(layer), field=Fragment(quoted(field)), square=square, rows=rows(layer, field),
            box=searched(tile, 64 / 4096),
        ),
        layer.name,
    )  # fmt: skip


def ours(layer: Layer, tile: Tile) -> Fragment:
    return sql("{stamps}, {drawn}", stamps=version.stamps((layer,)), drawn=features(layer, tile))


def by_pgbench(statement: Callable[[Layer, Tile], Fragment], layer: Layer) -> Callable[[], float]:
    """Milliseconds a tile, of one client of pgbench that takes all of them once."""
    parts = [statement(layer, tile) for tile in tiles()]
    lines = [written_out(f"SELECT {part.text}", part.values) for part in parts]
    return lambda: latency(lines, 1) / len(lines)


def by_client(layer: Layer) -> Callable[[], float]:
    """Milliseconds a tile through all of Django; what was kept is thrown away before, so each is made, packed and kept."""
    client = Client()
    template = client.get(f"/tiles/{layer.name}.json").json()["tiles"][0]
    query = template.partition("?")[2]
    addresses = [f"/tiles/{layer.name}/{tile.z}/{tile.x}/{tile.y}.mvt?{query}" for tile in tiles()]

    def measured() -> float:
        forget_kept()
        begun = time.perf_counter()
        for address in addresses:
            assert client.get(address, headers={"Accept-Encoding": "gzip"}).status_code in (200, 204)
        return (time.perf_counter() - begun) * 1000 / len(addresses)

    return measured


def measure(layer: Layer, title: str, targets: dict[str, float], peers: OverHttp, rounds: int) -> list[Ratio]:
    contestants = {
        "ours": by_client(layer), "naive ST_AsMVT": by_pgbench(naive, layer), "our own SQL": by_pgbench(ours, layer),
    }  # fmt: skip
    asked = tiles()
    if VECTORTILES in targets and (peer := vectortiles(layer, asked)) is not None:
        contestants[VECTORTILES] = peer
    served = peers.contestants(layer, asked)
    figures = interleaved(contestants | served, rounds)
    middle = {name: statistics.median(values) for name, values in figures.items()}
    print(
        f"{title}, ms a tile: " + ", ".join(f"{name} {value:.2f}" for name, value in middle.items()),
        flush=True,
    )
    found = []
    for name, target in targets.items():
        if name in figures:
            against = OURS if name in served else "ours"
            row = f"{title}: {name} / {against}"
            found.append(ratio(row, figures[name], figures[against], target, at_most=False))
    return found


def main() -> None:
    given = [int(word) for word in sys.argv[1:]]
    small, large, parcels, rounds = [*given, *(*SIZES, ROUNDS)[len(given) :]]
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.ROOT_URLCONF = "bench.peers.vectortiles"
    folder = settings.VAR_DIR / "bench"
    folder.mkdir(mode=0o755)
    print(heading("bin/bench tiles " + " ".join(sys.argv[1:])), "\n")
    found, already = [], 0
    with reading_publicly(), over_http(folder) as peers:
        for size in (small, large):
            fill_places(size, already)
            already = size
            found += measure(LAYERS["places"], f"cold point tile, {size:,}", POINTS, peers, rounds)
        spent = fill_parcels(parcels)
        print(f"{parcels:,} parcels with their shapes were inserted in {spent:.0f} s")
        found += measure(LAYERS["parcels"], f"cold parcel tile, {parcels:,}", AREAS, peers, rounds)
    with warm(LAYERS["parcels"], tiles(), settings.TILES, folder) as served:
        if served is not None:
            figures = interleaved(served, rounds)
            name = "warm tile: nginx on plain files / ours"
            found.append(ratio(name, figures["files"], figures["ours"], 0.9, at_most=False))
    print(HEAD, *(one.row() for one in found), sep="\n")


if __name__ == "__main__":
    main()
