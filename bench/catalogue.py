"""The catalogue of disclosure over 500 k lines: a page alone, by facets, by words, far down; and the counts. Each against
the same statement in pgbench, and whether its plan reads a table from end to end.

Run it by `bin/bench catalogue`: it wants the throw-away cluster that bin/bench starts.
"""

import datetime as dt
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import django

django.setup()

from django.db import connection, connections, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.names import findables  # noqa: E402
from bench.pgbench import latency  # noqa: E402
from bench.rounds import HEAD, heading, interleaved, ratio  # noqa: E402
from layers.organisations.models import Organisation  # noqa: E402
from layers.regions.models import Region  # noqa: E402
from layers.search.index import write  # noqa: E402
from layers.search.open_catalogue import Place, Wish, counts, page  # noqa: E402
from layers.search.opened import Genre, opened, themes  # noqa: E402
from layers.search.registry import Findable  # noqa: E402

SIZE, OFFICES, REPEAT, SHOWN = 500_000, 300, 20, 30
THEMES, GENRES = [*themes()], [*Genre]
NEWEST = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def offices() -> list[Organisation]:
    city = Region.objects.create(level=1, kind="city", name="市", code="990000000000", path="1/")
    return Organisation.objects.bulk_create(
        Organisation(name=f"单位{number}", region=city) for number in range(OFFICES)
    )


def lines(count: int, offices: list[Organisation]) -> Iterator[Findable]:
    """One a quarter of an hour through fourteen years; few offices publish most of it, each in five genres of two themes."""
    chance = random.Random(2)  # noqa: S311
    for number, found in enumerate(findables(count)):
        row = SimpleNamespace(published_at=NEWEST - dt.timedelta(minutes=15 * number), is_sample=True)
        office = offices[int(OFFICES * chance.random() ** 3)]
        place = office.pk * 7 + chance.randrange(5)
        genre, theme = GENRES[place % len(GENRES)], THEMES[(place + chance.randrange(2)) % len(THEMES)]
        yield replace(found, readings=[], opened=opened(row, genre, office, theme))


def fill(count: int) -> list[Organisation]:
    with transaction.atomic():
        made = offices()
        write("bench", lines(count, made))
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT layers_sum_open_counts()")
        cursor.execute("VACUUM ANALYZE layers_searchentry, layers_openentry, layers_opencount")
    return made


def statements(ask: Callable[[], Any]) -> list[str]:
    """The SQL of what is asked, its values written into it."""
    with CaptureQueriesContext(connection) as asked:
        ask()
    return [one["sql"] for one in asked]


def run(sqls: list[str]) -> float:
    """Milliseconds through a bare cursor."""
    with connection.cursor() as cursor:
        begun = time.perf_counter()
        for _ in range(REPEAT):
            for sql in sqls:
                cursor.execute(sql)
                cursor.fetchall()
        return (time.perf_counter() - begun) * 1000 / REPEAT


def reads_all(sqls: list[str]) -> str:
    """The tables that the plan reads from end to end; the counts are a few thousand rows and are meant to be."""
    plan = ""
    with connection.cursor() as cursor:
        for sql in sqls:
            cursor.execute(f"EXPLAIN {sql}")
            plan += "\n".join(line for (line,) in cursor.fetchall())
    found = [table for table in ("layers_openentry", "layers_searchentry") if f"Seq Scan on {table}" in plan]
    return "、".join(found) or "none"


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else SIZE
    made = fill(size)
    deep = Place(NEWEST - dt.timedelta(minutes=15 * (size - 100)), "~")
    wishes: dict[str, tuple[Wish, Place | None]] = {
        "first page": (Wish(), None),
        "a page at the end": (Wish(), deep),
        "large office": (Wish(organisation=made[0]), None),
        "small office": (Wish(organisation=made[-1]), None),
        "office, theme, genre, year": (
            Wish(organisation=made[5], theme="land", genre=Genre.NOTICE, year=2024), None,
        ),
        "common word": (Wish(words=("药店",)), None),
        "rare word": (Wish(words=("东赵家李小学",)), None),
        "no such word": (Wish(words=("麒麟",)), None),
        "common word and genre": (Wish(words=("药店",), genre=Genre.NOTICE), None),
    }  # fmt: skip
    asked: dict[str, Callable[[], Any]] = {
        title: lambda wish=wish, after=after: page(wish, SHOWN, after)
        for title, (wish, after) in wishes.items()
    }
    for title in ("first page", "common word", "rare word"):
        asked[f"counts: {title}"] = lambda title=title: counts(wishes[title][0])
    print(heading("bin/bench catalogue"))
    print(f"\n### {size:,} lines\n\n{HEAD}")
    for title, ask in asked.items():
        sqls = statements(ask)
        figures = interleaved(
            {
                "sql": lambda sqls=sqls: run(sqls),
                "pgbench": lambda sqls=sqls: latency(sqls, REPEAT),
            }
        )
        row = ratio(f"{title}: SQL / pgbench", figures["sql"], figures["pgbench"], 1.5, at_most=True).row()
        milliseconds = sorted(figures["sql"])[len(figures["sql"]) // 2]
        print(f"{row} {milliseconds:.1f} | {reads_all(sqls)} |", flush=True)


if __name__ == "__main__":
    main()
