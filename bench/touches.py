"""我的地块 over 200,000 parcels: what touches a drawn polygon, against the bare ST_Intersects of the same polygon.

Both answer from the same rows through the same index; ours adds who may be seen, the areas that overlap, the cases of old
datums near by and the villages. The parcels lie in cases of fifty. Run it by `bin/bench touches`.
"""

import statistics
import sys
import time
from functools import partial

import django

django.setup()

import shapely  # noqa: E402
from django.db import connection, connections  # noqa: E402
from shapely.geometry import box  # noqa: E402

from bench.rounds import HEAD, heading, interleaved, ratio  # noqa: E402
from layers.land.touching import SURE, Land, touching  # noqa: E402
from tests.layers.land.factories import boxing, case, office  # noqa: E402

PARCELS, A_CASE, TARGET, REPEAT = 200_000, 50, 1.5, 40
WEST, SOUTH, STEP = 117.6, 37.0, 0.002
BARE = "SELECT parcel_id FROM land_parcelsurvey WHERE ST_Intersects(area, ST_GeomFromWKB(%(area)s, 4490))"


def fill(count: int) -> None:
    """A chequered plain: parcels of about 150 m in rows of 500, with a path between them."""
    _, county, _ = boxing()
    bureau = office(county)
    first = case(county, organisation=bureau)
    cases = [first.pk] + [case(county, organisation=bureau).pk for _ in range(count // A_CASE - 1)]
    with connections["owner"].cursor() as cursor:
        for table in ("land_parcel", "land_parcelsurvey"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            "INSERT INTO land_parcel (public_id, published_at, withdrawal_reason, is_sample, case_id, parcel_no, name,"
            " land_use, ownership, area_ha, area_by_class, east, south, west, north)"
            " SELECT lpad(to_hex(n), 9, '0'), now() - interval '1 day', '', false, (%s::bigint[])[1 + n / %s], 'DK-' || n,"
            " '', '', 'collective', 2, '{}', '', '', '', '' FROM generate_series(0, %s) AS n",
            [cases, A_CASE, count - 1],
        )
        cursor.execute(
            "INSERT INTO land_parcelsurvey (parcel_id, area, source_srid, source_coordinates, quality)"
            " SELECT id, ST_Multi(ST_MakeEnvelope(%(w)s + n %% 500 * %(d)s, %(s)s + n / 500 * %(d)s / 2,"
            " %(w)s + n %% 500 * %(d)s + 0.8 * %(d)s, %(s)s + n / 500 * %(d)s / 2 + 0.4 * %(d)s, 4490)), 4527, '', 'exact'"
            " FROM (SELECT id, substr(parcel_no, 4)::int AS n FROM land_parcel) AS parcel",
            {"w": WEST, "s": SOUTH, "d": STEP},
        )
        cursor.execute("VACUUM ANALYZE land_parcel")
        cursor.execute("VACUUM ANALYZE land_parcelsurvey")
        cursor.execute("ANALYZE land_case")


def land(number: int, side: float) -> Land:
    west, south = WEST + 0.1 + number % 20 * 0.03, SOUTH + 0.05 + number % 7 * 0.02
    return Land(box(west, south, west + side, south + side * 0.8))


def bare(asked: list[Land]) -> float:
    began = time.perf_counter()
    for one in asked:
        with connection.cursor() as cursor:
            cursor.execute(BARE, {"area": shapely.to_wkb(one.area)})
            cursor.fetchall()
    return (time.perf_counter() - began) * 1000 / len(asked)


def sure(asked: list[Land]) -> float:
    began = time.perf_counter()
    for one in asked:
        with connection.cursor() as cursor:
            cursor.execute(SURE, {"area": shapely.to_wkb(one.area), "srid": 4527, "least": 1.0})
            cursor.fetchall()
    return (time.perf_counter() - began) * 1000 / len(asked)


def whole(asked: list[Land]) -> float:
    began = time.perf_counter()
    for one in asked:
        touching(one)
    return (time.perf_counter() - began) * 1000 / len(asked)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PARCELS
    fill(count)
    print(heading(f"bin/bench touches {count}"), f"\n\n{HEAD}")
    for words, side in (("a field of 1 ha", 0.0012), ("a field of 25 ha", 0.006)):
        asked = [land(number, side) for number in range(REPEAT)]
        contestants = {made.__name__: partial(made, asked) for made in (bare, sure, whole)}
        figures = interleaved(contestants)
        print(
            ratio(
                f"{words}: the query of overlaps / bare",
                figures["sure"],
                figures["bare"],
                TARGET,
                at_most=True,
            ).row()
        )
        print(
            ratio(
                f"{words}: the whole answer / bare", figures["whole"], figures["bare"], TARGET, at_most=True
            ).row()
        )
        told = ", ".join(f"{name} {statistics.median(found):.2f} ms" for name, found in figures.items())
        print(f"{words}: {told}", file=sys.stderr)


if __name__ == "__main__":
    main()
