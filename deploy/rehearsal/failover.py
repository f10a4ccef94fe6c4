"""The primary dies under load, the standby is promoted by one command, and what was acknowledged is counted."""

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from deploy.rehearsal.arrivals import Answer, Arrivals
from deploy.rehearsal.pair import is_synchronous, kill, promote
from deploy.rehearsal.stage import Stage
from deploy.rehearsal.writing import Writers
from deploy.stack.cluster import SERVICE, Cluster
from deploy.stack.errors import SetUpError

READS_A_SECOND = 6.0
WRITERS = 2


@dataclass(frozen=True)
class Failover:
    """Seconds are counted from the command that promotes; how long a person takes to type it is not ours to measure."""

    acknowledged: int
    lost: list[str]
    unknown: int
    first_write_s: float
    first_read_s: float
    reads: int
    reads_failed: int
    reads_stale: int

    def line(self) -> str:
        return (
            f"{self.acknowledged} writes acknowledged, {len(self.lost)} lost, {self.unknown} without answer; "
            f"first good write {self.first_write_s:.1f} s and read {self.first_read_s:.1f} s after the command; "
            f"{self.reads} reads, {self.reads_failed} failed, {self.reads_stale} of them from what was kept"
        )


def failover(stage: Stage, *, before_s: float, away_s: float, after_s: float) -> Failover:
    if not is_synchronous(stage.primary):
        raise SetUpError("The standby does not follow synchronously.", "Read pg_stat_replication.")
    with under_load(stage) as (arrivals, writers):
        time.sleep(before_s)
        kill(stage.primary)
        time.sleep(away_s)
        commanded = time.monotonic()
        promote(stage.standby)
        time.sleep(after_s)
    there = numbers(stage.standby)
    return Failover(
        acknowledged=len(writers.acknowledged),
        lost=[number for _, number in writers.acknowledged if number not in there],
        unknown=len(writers.failed),
        first_write_s=first_after(commanded, [at for at, _ in writers.acknowledged]),
        first_read_s=first_after(
            commanded, [one.at + one.seconds for one in arrivals.answers if is_good(one)]
        ),
        reads=len(arrivals.answers),
        reads_failed=sum(not is_good(one) for one in arrivals.answers),
        reads_stale=sum(one.is_stale for one in arrivals.answers),
    )


@contextlib.contextmanager
def under_load(stage: Stage) -> Iterator[tuple[Arrivals, Writers]]:
    """Visitors who read and report for as long as the block runs."""
    arrivals = Arrivals(stage.front.url, stage.addresses(), READS_A_SECOND)
    writers = Writers(stage.front.url, stage.places())
    reader = threading.Thread(target=arrivals.run, args=(3600.0,), daemon=True)
    reader.start()
    writers.start(WRITERS)
    try:
        yield arrivals, writers
    finally:
        arrivals.is_over = True
        writers.stop()
        reader.join()


def numbers(cluster: Cluster) -> set[str]:
    """Of all reports that are stored."""
    with psycopg.connect(cluster.superuser_dsn(SERVICE)) as connection:
        return {str(number) for (number,) in connection.execute("SELECT number FROM reports_report")}


def first_after(moment: float, times: list[float]) -> float:
    """Seconds from then to the first of them; infinite when none came."""
    return min((at - moment for at in times if at >= moment), default=float("inf"))


def is_good(answer: Answer) -> bool:
    """The site said something of its own: a 404 or 410 is an answer, too."""
    return 200 <= answer.status < 500 and answer.status != 429
