"""What the audit trigger adds to an insert of 100,000 places in one statement, as an import does it.

Run it by `bin/bench audit`: it wants the throw-away cluster that bin/bench starts. `bin/bench audit 2000` is a look.
"""

import statistics
import sys
import time

import django

django.setup()

from django.db import connections  # noqa: E402

from bench.rounds import HEAD, heading, interleaved, ratio  # noqa: E402
from layers.places.models import Category, CategoryGroup  # noqa: E402
from layers.regions.models import Region  # noqa: E402

ROWS = 100_000
TARGET = 1.5
# A place with its indexes, checks and foreign keys; evenly spread as in the benchmark of the feed.
INSERT = """
INSERT INTO places_place (public_id, published_at, withdrawal_reason, is_sample, name, aliases, category_id, region_id,
    address, location, public_location, introduction, way_there, source, verified_on)
SELECT lpad(n::text, 9, '0'), now(), '', true, '东赵家庄卫生室' || n, '', 'bench', %s, '湖滨镇 ' || n || ' 号',
    point, point, '', '', 'bench', current_date
FROM (SELECT n, ST_SetSRID(ST_MakePoint(117.5 + n * 0.618034 %% 1, 37 + n * 0.414214 %% 1), 4490) AS point
      FROM generate_series(1, %s) AS n) AS drawn
"""


def region() -> int:
    """The one that all the places lie in, with their category."""
    group, _ = CategoryGroup.objects.get_or_create(
        code="bench", defaults={"name": "医疗", "icon": "medical", "hue": 1}
    )
    Category.objects.get_or_create(
        code="bench", defaults={"name": "卫生室", "group": group, "icon": "clinic"}
    )
    made, _ = Region.objects.get_or_create(
        code="990000000000", defaults={"level": 2, "kind": "county", "name": "测量县", "path": "bench/"}
    )
    return made.pk


def insert(region: int, rows: int, *, audited: bool) -> float:
    """Milliseconds of the statement with its commit, into the empty table; as owner, who may switch a trigger off."""
    switch = "ENABLE" if audited else "DISABLE"
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE places_place CASCADE")
        cursor.execute(f"ALTER TABLE places_place {switch} TRIGGER audit_insert")
        begun = time.perf_counter()
        cursor.execute(INSERT, [region, rows])
        return (time.perf_counter() - begun) * 1000


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    where = region()
    figures = interleaved(
        {
            "audited": lambda: insert(where, rows, audited=True),
            "bare": lambda: insert(where, rows, audited=False),
        }
    )
    found = ratio(
        f"insert of {rows:,} places: with / without the trigger",
        figures["audited"], figures["bare"], TARGET, at_most=True,
    )  # fmt: skip
    print(heading("bin/bench audit"), "\n", HEAD, found.row(), sep="\n")
    print(*(f"{name}: {statistics.median(values):.0f} ms" for name, values in figures.items()), sep="\n")
    return 0 if found.verdict != "missed" else 1


if __name__ == "__main__":
    sys.exit(main())
