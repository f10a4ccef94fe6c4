"""The standby hangs under load, as a machine does whose disk does not answer: it says nothing and closes nothing."""

import contextlib
import http.client
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import psycopg

from deploy.rehearsal.arrivals import Answer
from deploy.rehearsal.failover import first_after, is_good, numbers, under_load
from deploy.rehearsal.pair import is_synchronous
from deploy.rehearsal.stage import Stage
from deploy.rehearsal.writing import fetched, hand_in
from deploy.renew import workers
from deploy.stack.cluster import SERVICE, Cluster
from deploy.stack.errors import SetUpError

# What was on the disks of both when the standby stopped may be told to its sender as late as this.
ON_ITS_WAY_S = 2.0


@dataclass(frozen=True)
class Paused:
    """``unsafe``: told as done while the standby could not have it. ``copies``: reports of one form that was handed in
    until it was taken. ``reads_failed`` hung or were not told when to come again. Times are of the slowest."""

    hung_s: float
    acknowledged: int
    lost: list[str]
    unsafe: list[str]
    tries: list[str]
    copies: int
    slowest_try_s: float
    reads: int
    reads_good: int
    reads_stale: int
    reads_failed: list[str]
    slowest_read_s: float
    left_waiting: int
    first_write_s: float

    def line(self) -> str:
        return (
            f"standby hung for {self.hung_s:.0f} s: {self.reads} reads, {self.reads_good} good ({self.reads_stale} of them "
            f"from what was kept), {len(self.reads_failed)} failed, the slowest took {self.slowest_read_s:.1f} s; "
            f"{self.acknowledged} writes acknowledged, {len(self.lost)} lost, {len(self.unsafe)} while it hung; one form "
            f"handed in {len(self.tries)} times is {self.copies} report, the slowest answer took {self.slowest_try_s:.1f} s; "
            f"{self.left_waiting} sessions waited for it; first write {self.first_write_s:.1f} s after it went on"
        )


@dataclass
class Insisting:
    """Somebody who hands in the same form until it is taken. ``told``: what came, one line a try, and after how long."""

    site: str
    place: str
    told: list[tuple[str, float]] = field(default_factory=list)

    def run(self, patience_s: float = 60.0) -> None:
        deadline, form = time.monotonic() + patience_s, None
        while time.monotonic() < deadline:
            began, number = time.monotonic(), ""
            try:
                form = form or fetched(self.site, self.place, "127.3.1.1")
                number = said = hand_in(self.site, form)
            except (OSError, http.client.HTTPException, LookupError) as problem:
                said = f"{type(problem).__name__} {problem}"[:80]
            self.told.append((said, time.monotonic() - began))
            if number:
                return
            time.sleep(1)


def paused(stage: Stage, *, before_s: float, hung_s: float, after_s: float) -> Paused:
    if not is_synchronous(stage.primary):
        raise SetUpError("The standby does not follow synchronously.", "Read pg_stat_replication.")
    place = quiet_place(stage)
    insisting = Insisting(stage.front.url, place)
    sender = threading.Thread(target=insisting.run, daemon=True)
    with under_load(stage) as (arrivals, writers):
        time.sleep(before_s)
        stopped = time.monotonic()
        with hung(stage.standby):
            sender.start()
            time.sleep(hung_s)
            left_waiting = waiting(stage.primary)
            went_on = time.monotonic()
        time.sleep(after_s)
    sender.join()
    there, during = numbers(stage.standby), [one for one in arrivals.answers if stopped <= one.at < went_on]
    failed = [f"{one.at - stopped:.1f} s: {told_of(one)}" for one in arrivals.answers if is_failed(one)]
    return Paused(
        hung_s=went_on - stopped,
        acknowledged=len(writers.acknowledged),
        lost=[number for _, number in writers.acknowledged if number not in there],
        unsafe=[number for at, number in writers.acknowledged if stopped + ON_ITS_WAY_S < at < went_on],
        tries=[said for said, _ in insisting.told],
        copies=reports_of(stage.standby, place),
        slowest_try_s=max(seconds for _, seconds in insisting.told),
        reads=len(during),
        reads_good=sum(is_good(one) for one in during),
        reads_stale=sum(one.is_stale for one in during),
        reads_failed=failed,
        slowest_read_s=max((one.seconds for one in arrivals.answers), default=0.0),
        left_waiting=left_waiting,
        first_write_s=first_after(went_on, [at for at, _ in writers.acknowledged]),
    )


@contextlib.contextmanager
def hung(cluster: Cluster) -> Iterator[None]:
    """Its processes take no step inside the block. The first of all stops first, so that it makes no more of them."""
    first = cluster.running_pid()
    if first is None:
        raise SetUpError(f"No database runs in {cluster.data}.", "Start it first.")
    os.kill(first, signal.SIGSTOP)
    stopped = [first]
    try:
        for pid in workers(first):
            os.kill(pid, signal.SIGSTOP)
            stopped.append(pid)
        yield
    finally:
        for pid in reversed(stopped):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def waiting(primary: Cluster) -> int:
    """Sessions that have committed and wait for the standby."""
    return one_number(primary, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")


def quiet_place(stage: Stage) -> str:
    """Behind those about which the other writers report."""
    with psycopg.connect(stage.primary.superuser_dsn(SERVICE)) as connection:
        found = connection.execute(
            "SELECT public_id FROM places_place ORDER BY md5(public_id) OFFSET 20 LIMIT 1"
        )
        return str(found.fetchall()[0][0])


def reports_of(cluster: Cluster, place: str) -> int:
    query = (
        "SELECT count(*) FROM reports_report JOIN places_place p ON p.id = place_id WHERE p.public_id = %s"
    )
    return one_number(cluster, query, place)


def one_number(cluster: Cluster, query: str, *given: str) -> int:
    with psycopg.connect(cluster.superuser_dsn(SERVICE)) as connection:
        return int(connection.execute(query.encode(), given).fetchall()[0][0])


def is_failed(answer: Answer) -> bool:
    return not is_good(answer) and not (answer.status == 503 and answer.retry_after)


def told_of(answer: Answer) -> str:
    return f"{answer.path} {answer.status} after {answer.seconds:.1f} s"
