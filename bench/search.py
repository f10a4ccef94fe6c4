"""Search over 10 k, 100 k and 1 M names: the SQL against the same statement in pgbench, and the time beyond SQL.

Run it by `bin/bench search`: it wants the throw-away cluster that bin/bench starts.
"""

import statistics
import sys
import time

import django

django.setup()

from django.db import connection, connections, transaction  # noqa: E402

from bench.names import findables  # noqa: E402
from bench.pgbench import latency, written_out  # noqa: E402
from bench.rounds import HEAD, ROUNDS, heading, interleaved, ratio  # noqa: E402
from layers.search.index import write  # noqa: E402
from layers.search.query import find, statement  # noqa: E402

SIZES = (10_000, 100_000, 1_000_000)
QUERIES = {
    "2 字,常见": "药店",
    "2 字,无结果": "麒麟",
    "3 字": "东赵家",
    "6 字": "东赵家李小学",
    "首字母": "dzj",
    "全拼": "dongzhaojia",
}
REPEAT = 20


def fill(count: int, already: int) -> None:
    # The same stream every time, so that a longer one begins with the shorter one.
    with transaction.atomic():
        rows = findables(count)
        for _ in range(already):
            next(rows)
        write("bench", rows)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE layers_searchentry, layers_searchreading")


def in_django(typed: str) -> float:
    """Milliseconds of one find(), connection and rows included."""
    begun = time.perf_counter()
    for _ in range(REPEAT):
        find(typed, 20)
    return (time.perf_counter() - begun) * 1000 / REPEAT


def sql_alone(typed: str) -> float:
    """Milliseconds of the statement itself through a bare cursor."""
    sql, values = statement(typed, 20)
    with connection.cursor() as cursor:
        begun = time.perf_counter()
        for _ in range(REPEAT):
            cursor.execute(sql, values)
            cursor.fetchall()
        return (time.perf_counter() - begun) * 1000 / REPEAT


def in_pgbench(typed: str) -> float:
    """Milliseconds of the same statement in pgbench, values written into it, one client."""
    return latency([written_out(*statement(typed, 20))], REPEAT)


def main() -> None:
    sizes = [size for size in SIZES if len(sys.argv) < 2 or size <= int(sys.argv[1])]
    print(heading("bin/bench search"))
    already = 0
    for size in sizes:
        fill(size, already)
        already = size
        print(f"\n### {size:,} names\n\n{HEAD}")
        for title, typed in QUERIES.items():
            figures = interleaved(
                {
                    "find": lambda typed=typed: in_django(typed),
                    "sql": lambda typed=typed: sql_alone(typed),
                    "pgbench": lambda typed=typed: in_pgbench(typed),
                },
                ROUNDS,
            )
            print(
                ratio(
                    f"{title}「{typed}」SQL / pgbench", figures["sql"], figures["pgbench"], 1.5, at_most=True
                ).row()
            )
            beyond = [a - b for a, b in zip(figures["find"], figures["sql"], strict=True)]
            medians = {name: statistics.median(values) for name, values in figures.items()}
            word = "met" if statistics.median(beyond) <= 5 else "missed"
            print(
                f"| {title} beyond SQL, ms | {statistics.median(beyond):.2f} (find {medians['find']:.2f}, SQL "
                f"{medians['sql']:.2f}, pgbench {medians['pgbench']:.2f}) | ≤ 5 | {ROUNDS} | {word} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
