"""A list of the desk over a million places: its SQL with the scope of a user, against the same list without.

The county's list is set against the list of that county's rows asked for by hand: what the scope adds is the question
whose they are. Run it by `bin/bench scope`: it wants the throw-away cluster that bin/bench starts.
"""

import statistics
import sys
import time
from typing import Any

import django

django.setup()

from django.db import connection, connections  # noqa: E402
from django.db.models import QuerySet  # noqa: E402

from bench.feed import fill  # noqa: E402
from bench.rounds import HEAD, heading, interleaved, ratio  # noqa: E402
from layers.places.models import Place  # noqa: E402
from layers.regions.models import Region  # noqa: E402
from layers.staff.scope import scope_of  # noqa: E402
from portal.desk.lists import MOST_COUNTED  # noqa: E402
from tests.harness.cast import make_cast  # noqa: E402

ROWS, TARGET, PAGE, REPEAT = 1_000_000, 1.2, 50, 20
# Of a county: its towns. Each has one row in a hundred.
COUNTIES, TOWNS = 10, 10


def spread(cast: Any) -> None:
    """Every hundredth row of one town, every tenth of one county; the own county and bureau have one share each."""
    towns = []
    for number in range(COUNTIES * TOWNS):
        county = cast.county if number < TOWNS else cast.neighbour
        town = Region(
            level=3, kind="town", name=f"镇{number}", code=f"9916{number:03d}00000", manage_parent=county
        )
        town.stat_parent = county
        town.save()
        town.path = f"{county.path}{town.pk}/"
        town.save()
        towns.append(town.pk)
    with connections["owner"].cursor() as cursor:
        # The desk is measured, not the triggers.
        cursor.execute("ALTER TABLE places_place DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE places_place SET region_id = (%s::bigint[])[1 + id %% %s], organisation_id = %s",
            [towns, len(towns), cast.bureau.pk],
        )
        cursor.execute("VACUUM ANALYZE places_place")
        cursor.execute("ANALYZE regions_region")


def page(rows: QuerySet[Place]) -> float:
    """Milliseconds of the SQL behind one page of a list, as the desk asks for it: the rows, and how many there are."""
    asked = [
        rows.order_by("-pk").values_list("pk", "name")[: PAGE + 1].query.sql_with_params(),
        rows.order_by().values_list("pk")[: MOST_COUNTED + 1].query.sql_with_params(),
    ]
    counted = f"SELECT count(*) FROM ({asked[1][0]}) AS found"  # noqa: S608 - the text is Django's own
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        for _ in range(REPEAT):
            cursor.execute(*asked[0])
            cursor.fetchall()
            cursor.execute(counted, asked[1][1])
            cursor.fetchone()
    return (time.perf_counter() - begun) * 1000 / REPEAT


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    cast = make_cast()
    fill(count, 0)
    spread(cast)
    every = Place.objects.all()
    of_county = every.filter(region__path__startswith=cast.county.path)
    figures = interleaved({
        "all": lambda: page(every),
        "city": lambda: page(scope_of(cast.city_editor).rows(every)),
        "by hand": lambda: page(of_county),
        "county": lambda: page(scope_of(cast.county_editor).rows(every)),
    })  # fmt: skip
    print(heading(f"bin/bench scope {count}"))
    print(HEAD)
    print(
        ratio(
            "county editor / the county's rows by hand",
            figures["county"],
            figures["by hand"],
            TARGET,
            at_most=True,
        ).row()
    )
    print(ratio("city editor / all rows", figures["city"], figures["all"], TARGET, at_most=True).row())
    print({name: round(statistics.median(found), 2) for name, found in figures.items()}, "ms")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
