"""The faults that come from outside of who acts, each as a block in which it lasts."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import psycopg

from deploy.stack.cluster import SERVICE
from tests.faults.disk import full
from tests.faults.plan import Fault
from tests.faults.stage import Stage

TABLES = "places_place, changes_changeset, documents_storedfile, foi_application"
# Of the log that may be kept for use again, 16 MB each.
MOST_SEGMENTS = 80


@contextlib.contextmanager
def postmaster_killed(stage: Stage) -> Iterator[None]:
    """By -9, and started again, which recovers from the log."""
    assert stage.cluster.server
    stage.cluster.server.process.kill()
    stage.cluster.server.process.wait(30)
    try:
        yield
    finally:
        stage.cluster.start()


@contextlib.contextmanager
def web_killed(stage: Stage) -> Iterator[None]:
    """The worker; its master starts another."""
    for pid in stage.node.workers():
        os.kill(pid, signal.SIGKILL)
    yield


@contextlib.contextmanager
def network_cut(stage: Stage) -> Iterator[None]:
    stage.relay.cut()
    try:
        yield
    finally:
        stage.relay.mend()


@contextlib.contextmanager
def lock_held(stage: Stage) -> Iterator[None]:
    """By somebody at the console, who leaves or whose connection breaks."""
    holder = stage.superuser()
    try:
        # Who waits for us while we wait for them: one of both is turned away, and it may be us.
        with contextlib.suppress(psycopg.OperationalError):
            holder.execute("BEGIN")
            holder.execute(f"LOCK TABLE {TABLES} IN ACCESS EXCLUSIVE MODE".encode())
        yield
    finally:
        holder.close()


@contextlib.contextmanager
def no_connections(stage: Stage) -> Iterator[None]:
    """Who is in stays in, nobody comes in."""

    def limit(many: int) -> None:
        with stage.superuser("postgres") as connection:
            connection.execute(f"ALTER DATABASE {SERVICE} CONNECTION LIMIT {many}".encode())

    with contextlib.suppress(psycopg.OperationalError):
        limit(0)
    try:
        yield
    finally:
        limit(-1)


@contextlib.contextmanager
def no_room(stage: Stage) -> Iterator[None]:
    """For anybody on the disk of the site; a database that ends of it is started again, as systemd does."""
    with full(stage.var) if stage.may_be_full else contextlib.nullcontext():
        yield
    if stage.cluster.server and stage.cluster.server.has_ended():
        stage.cluster.start()


@contextlib.contextmanager
def no_room_for_the_log(stage: Stage) -> Iterator[None]:
    """Somebody writes meanwhile until the database cannot go on with its log, of which it dies."""
    with no_room(stage):
        with contextlib.suppress(psycopg.OperationalError), stage.superuser() as connection:
            for _ in range(MOST_SEGMENTS if stage.may_be_full else 0):
                connection.execute("SELECT pg_logical_emit_message(true, '', repeat('x', 16 << 20))")
        yield


STRIKES: dict[str, Callable[[Stage], AbstractContextManager[None]]] = {
    "postmaster_killed": postmaster_killed, "web_killed": web_killed, "network_cut": network_cut, "lock_held": lock_held,
    "no_connections": no_connections, "no_room": no_room,
    "no_room_for_the_log": no_room_for_the_log,
}  # fmt: skip


def strike(stage: Stage, faults: tuple[Fault, ...], actor_pid: int) -> None:
    """One after the other, each at its time and for its time; in the main thread, at whose end its children are ended."""
    for fault in faults:
        time.sleep(fault.after_s)
        if fault.kind == "actor_killed":
            with contextlib.suppress(ProcessLookupError):
                os.kill(actor_pid, signal.SIGKILL)
        elif fault.kind in STRIKES:
            with STRIKES[fault.kind](stage):
                time.sleep(fault.lasts_s)
