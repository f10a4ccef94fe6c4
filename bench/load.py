"""How many requests a second one core answers in time, and what becomes of too many: `bin/bench load [SCALE [SOAK_S]]`.

Arrivals come at a constant rate (deploy/rehearsal/arrivals.py) from core 1; nginx, the web server and the database share
core 0, so that a figure is one of a core. Addresses are those that a day has (mix), villages by Zipf. The samples of SCALE
are filled up to ten times a city before (bench/filling.py), and the addresses are drawn from all of it.
"""

import itertools
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg

from bench.filling import fill
from deploy.rehearsal.arrivals import Answer, Arrivals, percentile_s
from deploy.rehearsal.front import Front
from deploy.rehearsal.node import Node
from deploy.rehearsal.stage import SERVED, free_ports
from geo.tile import Tile

IN_TIME_S = 0.8
ADMITTED_S = 2.0
RECOVERED_S = 30.0
SLOPE_AN_HOUR = 1.0
# A soak that is shorter says nothing of an hour.
LONG_S = 7200.0
# Connections of requests that are just under way.
FEW_FILES = 10
STEP_S = 8.0
MANY = 4_000
# Of a hundred requests: a kiosk or a phone opens a page and looks round on a map.
MIX = {
    "village": 25,
    "case": 10,
    "place": 10,
    "points": 5,
    "tile": 30,
    "search": 5,
    "home": 5,
    "list": 5,
    "api": 5,
}
LISTS = ("/land/", "/policies/", "/services/", "/map/", "/zones/", "/videos/", "/open/")


def main() -> None:
    scale, soak_s = [*sys.argv[1:], *("0.2", "60")[len(sys.argv) - 1 :]]
    cores = sorted(os.sched_getaffinity(0))[:2]
    if len(cores) < 2:
        sys.exit("Two cores are needed: one asks, one answers.")
    prepare = ["divisions", "samples", "ledger", "static", "--seed", "1", "--scale", scale]
    subprocess.run([sys.executable, "manage.py", "prepare", *prepare], check=True, stdout=sys.stderr)
    begun = time.monotonic()
    there = fill()
    print(f"filled in {time.monotonic() - begun:.0f} s", file=sys.stderr)
    addresses = list(itertools.islice(mixed(os.environ["DATABASE_URL"]), MANY))
    pin_database(cores[0])
    folder = Path(os.environ["CUNTU_VAR"])
    port, plain_port, one = free_ports(3)
    environment = {**os.environ, **SERVED, "CUNTU_WEB_WORKERS": "2", "CUNTU_READS_AT_ONCE": "4"}
    own = folder / "front"
    own.mkdir()
    own.chmod(0o755)
    node = Node(one, environment, own / "node.log")
    front = Front(own, folder, port, plain_port, [one])
    os.sched_setaffinity(0, {cores[0]})  # inherited by what is started now
    try:
        node.start()
        front.start()
        os.sched_setaffinity(0, {cores[1]})
        print("| figure | value | target | verdict |\n|---|---|---|---|")
        told = ", ".join(f"{many:,} {name}" for name, many in there.items())
        print(f"| asked of | {told} | – | |", flush=True)
        measure(front, node, addresses, float(soak_s))
    finally:
        front.stop()
        node.stop()


def measure(front: Front, node: Node, addresses: Sequence[str], soak_s: float) -> None:
    asked(front, addresses, 20, STEP_S, "village=")  # warms up
    everybody, _ = knee(front, addresses, "")
    print(
        f"| requests/s of one core at p99 ≤ 0.8 s, visitors without cookies | {everybody:.0f} | – | |",
        flush=True,
    )
    known, reason = knee(front, addresses, "seen=1")
    print(
        f"| the same, each with a cookie of his own (nothing kept) | {known:.0f} ({reason}) | – | |",
        flush=True,
    )
    overload(front, addresses, known)
    soak(front, node, addresses, 0.3 * known, soak_s)


def knee(front: Front, addresses: Sequence[str], cookie: str) -> tuple[float, str]:
    """The highest rate at which 99 of 100 are answered in time and none fails; and what ended the next step."""
    rate, good, reason = 10.0, 0.0, ""
    factor = 1.5
    while factor > 1.1:
        answers = asked(front, addresses, rate, STEP_S, cookie)
        p99, failed = percentile_s(answers, 0.99), sum(one.status >= 500 or not one.status for one in answers)
        if p99 <= IN_TIME_S and not failed:
            good, rate = rate, rate * factor
        else:
            reason = f"at {rate:.1f}: p99 {p99:.2f} s, {failed} failed"
            factor = factor**0.5 if good else factor
            rate = good * factor if good else rate / 2
            if rate < 1:
                sys.exit(
                    f"Not even one a second is answered in time here: {reason}. Run it on a quiet machine."
                )
            time.sleep(3)
    return good, reason


def overload(front: Front, addresses: Sequence[str], rate: float) -> None:
    """Three times what it bears, then half of that: how the refused are told, how the others fare, when it is over.
    Who is shown what nginx keeps was not admitted."""
    answers = asked(front, addresses, 3 * rate, 15, "seen=1")
    ended = time.monotonic()
    refused = [one for one in answers if one.status == 503]
    told = [one for one in refused if one.retry_after]
    lost = [one for one in answers if one.status != 503 and not 200 <= one.status < 500]
    admitted = percentile_s([one for one in answers if 200 <= one.status < 500 and not one.is_stale], 0.99)
    share = len(refused) / len(answers)
    stale = sum(one.is_stale for one in answers) / len(answers)
    print(
        row(
            f"at 3 times: {len(answers)} asked, {share:.0%} told when to come again, {stale:.0%} shown what is kept, lost",
            len(lost),
            0,
            len(lost) == 0 and told == refused,
        )
    )
    print(
        row(
            "at 3 times: p99 of the admitted, s", f"{admitted:.2f}", f"≤ {ADMITTED_S}", admitted <= ADMITTED_S
        )
    )
    after = asked(front, addresses, rate / 2, 30, "seen=1")
    bad = [one.at + one.seconds for one in after if one.status >= 500 or one.seconds > IN_TIME_S]
    recovered = max(bad, default=ended) - ended
    print(
        row(
            "until all is in time again at half the rate, s",
            f"{recovered:.1f}",
            f"≤ {RECOVERED_S:.0f}",
            recovered <= RECOVERED_S,
        ),
        flush=True,
    )


def soak(front: Front, node: Node, addresses: Sequence[str], rate: float, seconds: float) -> None:
    """Memory and open files (connections are among them) of the web workers while time passes. Short ones say little of an
    hour: the seconds stand beside."""
    sizes: list[tuple[float, float]] = []
    files: list[int] = []
    failed = 0
    rounds = max(int(seconds / 10), 3)
    for _ in range(rounds):
        answers = asked(front, addresses, rate, seconds / rounds, "seen=1")
        failed += sum(one.status >= 500 or not one.status for one in answers)
        sizes.append((time.monotonic(), sum(resident_kb(pid) for pid in node.workers())))
        files.append(sum(open_files(pid) for pid in node.workers()))
    half = sizes[len(sizes) // 2 :]
    (t0, s0), (t1, s1) = half[0], half[-1]
    slope = (s1 - s0) / s0 * 3600 / (t1 - t0) * 100 if t1 > t0 else 0.0
    print(row(f"soak of {seconds:.0f} s at {rate:.0f}/s: failed", failed, 0, failed == 0))
    told = f"{slope:+.1f} ({s0 / 1024:.0f} → {s1 / 1024:.0f} MB in the second half)"
    # Growth over minutes is no growth an hour, and none over minutes is no proof either.
    verdict = "no verdict: too short"
    if seconds >= LONG_S:
        verdict = "met" if slope < SLOPE_AN_HOUR else "**missed**"
    print(f"| memory of the web workers, % an hour | {told} | < {SLOPE_AN_HOUR} over hours | {verdict} |")
    later = files[len(files) // 2 :]
    told = f"{later[0]} → {later[-1]}, at most {max(later)}"
    print(
        row(
            "open files and connections of the web workers, second half",
            told,
            f"the last ≤ the first + {FEW_FILES}",
            later[-1] <= later[0] + FEW_FILES,
        )
    )


def asked(front: Front, addresses: Sequence[str], rate: float, seconds: float, cookie: str) -> list[Answer]:
    return Arrivals(front.url, addresses, rate, cookie=cookie).run(seconds)


def row(figure: str, value: object, target: object, is_met: bool) -> str:
    return f"| {figure} | {value} | {target} | {'met' if is_met else '**missed**'} |"


def mixed(url: str) -> Iterator[str]:
    """Addresses without end, the same ones each time."""
    chosen = random.Random(11)  # noqa: S311
    with psycopg.connect(url) as connection:

        def column(statement: str) -> list[str]:
            return [str(value) for (value,) in connection.execute(statement.encode())]

        villages = column("SELECT code FROM regions_region WHERE level = 4 ORDER BY md5(code)")
        cases = column("SELECT public_id FROM land_case WHERE withdrawn_at IS NULL ORDER BY md5(public_id)")
        places = column(
            "SELECT public_id FROM places_place WHERE withdrawn_at IS NULL ORDER BY md5(public_id)"
        )
        squares = connection.execute(
            "SELECT ST_X(public_location), ST_Y(public_location) FROM places_place ORDER BY md5(public_id) LIMIT 500"
        ).fetchall()
    weights = [1 / rank for rank in range(1, len(villages) + 1)]
    kinds = chosen.choices(list(MIX), list(MIX.values()), k=MANY)
    for kind in kinds:
        match kind:
            case "village":
                yield f"/v/{chosen.choices(villages, weights)[0]}"
            case "case":
                yield f"/c/{chosen.choice(cases)}"
            case "place":
                yield f"/map/{chosen.choice(places)}"
            case "points":
                yield "/map/points.json"
            case "tile":
                square = Tile.at(*chosen.choice(squares), chosen.randrange(8, 15))
                yield f"/tiles/places/{square.z}/{square.x}/{square.y}.mvt"
            case "search":
                yield "/search?q=" + chosen.choice(["%E5%8C%BB%E9%99%A2", "%E6%9D%91", "%E8%8D%AF%E5%BA%97"])
            case "home":
                yield "/"
            case "list":
                yield chosen.choice(LISTS)
            case "api":
                yield f"/api/places/{chosen.choice(places)}/"


def pin_database(core: int) -> None:
    """The postmaster, whose children inherit it."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        (backend,) = connection.execute("SELECT pg_backend_pid()").fetchone() or (0,)
    parent = int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])
    os.sched_setaffinity(parent, {core})


def resident_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def open_files(pid: int) -> int:
    """Files, sockets and pipes."""
    return len(os.listdir(f"/proc/{pid}/fd"))


if __name__ == "__main__":
    main()
