"""The nearest 20 among a million places under every combination of filters, against the walk outwards that filters as it
goes (what the queryset phrases of the pages would do).

Run it by `bin/bench near` (`bin/bench near 100000 5`: places, rounds).
"""

import datetime as dt
import math
import random
import statistics
import sys
import time
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402

from bench.rounds import heading  # noqa: E402
from geo.position import Position  # noqa: E402
from layers.places import facets  # noqa: E402
from layers.places.models import Category, CategoryGroup, Place  # noqa: E402
from layers.places.near import Wish, nearest  # noqa: E402
from layers.places.opening import CHINA  # noqa: E402
from layers.regions.models import Region  # noqa: E402
from layers.services.models import ServiceItem  # noqa: E402
from layers.workdays.calendar import load_calendar  # noqa: E402
from tests.layers.land.factories import office  # noqa: E402

PLACES, ROUNDS, TARGET_MS = 1_000_000, 9, 5.0
CATEGORIES, ITEMS, REGIONS = 40, 60, 100
WEST, SOUTH = 117.5, 37.0
NOON, NIGHT = dt.datetime(2026, 9, 23, 11, 0, tzinfo=CHINA), dt.datetime(2026, 9, 23, 3, 0, tzinfo=CHINA)
# Numbers that grow by the square seek few of the first kind and many of the last: a city has 3,000 shops and two courts.
FILL = [
    """INSERT INTO places_place (public_id, published_at, withdrawal_reason, is_sample, name, aliases, category_id, region_id,
        address, location, public_location, introduction, way_there, source)
    SELECT lpad(to_hex(n), 9, '0'), now() - interval '1 day', '', true, '网点' || n, '',
        'c' || floor(%(categories)s * sqrt(random()))::int, (%(regions)s::bigint[])[1 + floor(random() * %(units)s)::int],
        '', point, point, '', '', 'bench'
    FROM generate_series(1, %(places)s) AS n,
        LATERAL (SELECT ST_SetSRID(ST_MakePoint(%(west)s + n * 0.6180339887498949 %% 1, %(south)s + n * 0.41421356237309515 %% 1),
        4490) AS point) AS spot""",
    """INSERT INTO places_openinghours (place_id, days, opens, closes, note)
    SELECT place.id, hours.days, hours.opens::time, hours.closes::time, ''
    FROM (SELECT id, random() AS chance FROM places_place) AS place JOIN (VALUES
        (0.00, 0.60, 'working_day', '08:30', '12:00'), (0.00, 0.60, 'working_day', '13:30', '17:00'),
        (0.60, 0.85, 'every_day', '08:00', '21:00'), (0.85, 0.87, 'every_day', '00:00', '23:59')
    ) AS hours (low, high, days, opens, closes) ON chance >= low AND chance < high""",
    """INSERT INTO places_handleditem (place_id, item_id, "window")
    SELECT id, (%(items)s::bigint[])[1 + floor(%(matters)s * sqrt(random()))::int], '' FROM places_place WHERE random() < 0.3""",
]


def fill(count: int) -> dict[str, Any]:
    group = CategoryGroup.objects.create(code="bench", name="医疗", icon="medical", hue=1)
    Category.objects.bulk_create(
        Category(code=f"c{n}", name=f"类目{n}", group=group, icon="clinic") for n in range(CATEGORIES)
    )
    regions = Region.objects.bulk_create(
        Region(code=f"99{n:010d}", level=4, kind="village", name=f"测量村{n}", path=f"bench/{n}/")
        for n in range(REGIONS)
    )
    seat = office(regions[0])
    items = ServiceItem.objects.bulk_create(
        ServiceItem(name=f"事项{n}", kind="licence", organisation=seat) for n in range(ITEMS)
    )
    values = {
        "places": count, "categories": CATEGORIES, "units": REGIONS, "matters": ITEMS, "west": WEST, "south": SOUTH,
        "regions": [region.pk for region in regions], "items": [item.pk for item in items],
    }  # fmt: skip
    with connections["owner"].cursor() as cursor:
        tables = ("places_place", "places_openinghours", "places_handleditem")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in FILL:
            cursor.execute(statement, values)
        for statement in (facets.WRITE_SCHEDULES, facets.WRITE):
            cursor.execute(statement, facets.values(None))
        for table in (*tables, "places_facets", "places_schedule"):
            cursor.execute(f"VACUUM ANALYZE {table}")
    return {"items": items, "regions": regions}


def asked(
    chance: random.Random, made: dict[str, Any], category: bool, item: bool, moment: Any, radius: bool
) -> Any:
    wish = Wish(
        k=20,
        category=f"c{chance.randrange(CATEGORIES)}" if category else "",
        item=chance.choice(made["items"]).pk if item else None,
        open_at=moment,
        calendar=load_calendar() if moment else None,
        radius_m=5_000.0 if radius else math.inf,
    )
    return Position(WEST + chance.random(), SOUTH + chance.random()), wish


def walked(position: Position, wish: Wish) -> list[Any]:
    places = Place.objects.published()
    if wish.category:
        places = places.in_category(wish.category)
    if wish.item is not None:
        places = places.handling(wish.item)
    if wish.open_at is not None and wish.calendar is not None:
        places = places.open_at(wish.open_at, wish.calendar)
    return list(
        places.nearest_to(position.lng, position.lat)[: wish.k].values_list("public_id", "distance_m")
    )


@dataclass
class Spent:
    """Milliseconds by the clock, and on the processor: of this process and of the server's for it. On a machine that is
    shared only the second tells what the work costs."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def time(self, server: int, work: Any, *arguments: Any) -> None:
        begun, used = time.perf_counter(), processor_ms(server)
        work(*arguments)
        self.clock.append((time.perf_counter() - begun) * 1000)
        self.processor.append(processor_ms(server) - used)

    def __str__(self) -> str:
        return " | ".join(
            f"{statistics.median(figures):.2f} | {statistics.quantiles(figures, n=20)[18]:.2f}"
            for figures in (self.clock, self.processor)
        )


def processor_ms(server: int) -> float:
    """So far; ``server`` is the process of the connection."""
    on_processor = int(Path(f"/proc/{server}/schedstat").read_text().split()[0])
    return time.process_time() * 1000 + on_processor / 1e6


def main() -> int:
    count, rounds = (
        int(given) for given in (*sys.argv[1:], *map(str, (PLACES, ROUNDS)[len(sys.argv) - 1 :]))
    )
    begun = time.perf_counter()
    made = fill(count)
    print(f"filled in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    settings.ALLOWED_HOSTS = ["testserver"]
    client, chance = Client(), random.Random(1)  # noqa: S311
    print(heading(f"bin/bench near {count} {rounds}"), f"\n\n{count:,} places; nearest 20, ms\n")
    print(
        "| category | item | open | 5 km | p50 | p95 | CPU p50 | CPU p95 | walk, CPU p50 |\n|---|---|---|---|---|---|---|---|---|"
    )
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = cursor.fetchone()[0]
    combinations = list(product((False, True), (False, True), (None, NOON, NIGHT), (False, True)))
    ours, walks = ({one: Spent() for one in combinations} for _ in range(2))
    whole = Spent()
    for turn in range(rounds + 1):
        for one in combinations:
            for number in range(5):
                position, wish = asked(chance, made, *one)
                (ours[one] if turn else Spent()).time(server, nearest, position, wish)
                if turn and not number and turn <= 3 and not one[3]:
                    walks[one].time(server, walked, position, wish)
            query = {"lng": f"{WEST + chance.random():.6f}", "lat": f"{SOUTH + chance.random():.6f}"}
            whole.time(
                server,
                client.get,
                "/api/near",
                query | {"category": f"c{chance.randrange(CATEGORIES)}", "open": "1"},
            )
    every = Spent(
        [figure for spent in ours.values() for figure in spent.clock],
        [figure for spent in ours.values() for figure in spent.processor],
    )
    for one in combinations:
        words = ["×" if given else "" for given in one[:2]]
        words += ["" if one[2] is None else f"{one[2]:%H:%M}", "×" if one[3] else ""]
        walk = f"{statistics.median(walks[one].processor):.1f}" if walks[one].processor else ""
        print(f"| {' | '.join(words)} | {ours[one]} | {walk} |")
    print(f"| any | of | them | | {every} | |\n| whole | request | category, now | | {whole} | |")
    print(f"\ntarget: p95 of any of them ≤ {TARGET_MS:g} ms by the clock")
    return 0 if statistics.quantiles(every.clock, n=20)[18] <= TARGET_MS else 1


if __name__ == "__main__":
    sys.exit(main())
