"""`python -m tests.faults.actor`: a process that is set up once and forks who acts; what dies is the child.

A line of JSON in, the child's process id and how it ended out.
"""

import contextlib
import datetime as dt
import importlib
import json
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Command = dict[str, Any]
CLOCK = {"moved_s": 0}


def prepared(command: Command) -> None:
    """The cast, a category, three villages, a case, and three who want to be told."""
    from tests.faults.oracle import SUBSCRIBERS
    from tests.harness.cast import make_cast
    from tests.importers.places import villages
    from tests.layers.land.factories import case
    from tests.layers.places.making import category
    from tests.layers.subscriptions.making import subscriber

    cast = make_cast()
    category()
    villages(cast.town)
    case(cast.county, organisation=cast.bureau)
    for _ in range(SUBSCRIBERS):
        subscriber(cast, "", channel="in_site")


def act(command: Command) -> None:
    """``operations`` one after the other, each noted before and after; ``is_retry``: all of them, whatever became of them."""
    from tests.faults.log import Event, note
    from tests.faults.operations import OPERATIONS, as_large

    log, is_retry = Path(command["log"]), bool(command.get("is_retry"))
    if command.get("is_large"):
        as_large()
    under(command)
    for kind, key, of in command["operations"]:
        event = Event(command["seed"], key, kind, of, "begun", is_retry)
        note(log, event)
        try:
            with full_disk(command.get("most_bytes", resource.RLIM_INFINITY)):
                told = OPERATIONS[kind](key, of)
        except Exception as problem:
            if is_retry:
                raise
            note(log, Event(command["seed"], key, kind, of, "unknown", problem=f"{problem!r}"[:300]))
        else:
            note(log, Event(command["seed"], key, kind, of, "ok", is_retry, told))


def under(command: Command) -> None:
    """A point at which this process is killed, and a clock of its own."""
    from layers.failpoints import VARIABLE

    os.environ[VARIABLE] = command.get("failpoints", "")
    CLOCK["moved_s"] = command.get("clock_s", 0)


@contextlib.contextmanager
def full_disk(most_bytes: int) -> Iterator[None]:
    """No file of this process grows beyond that, but for the log of operations, which is not the system's."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def recover(command: Command) -> None:
    """What the worker does within a minute, at once; then everybody tries again what they meant."""
    from django.utils import timezone
    from procrastinate.contrib.django.models import ProcrastinateJob

    from layers.changes.models import Passage
    from layers.documents.tasks import remove_bytes
    from layers.subscriptions.sending import give_back

    give_back(dt.timedelta(0))
    for job in ProcrastinateJob.objects.filter(task_name=remove_bytes.name, status="todo"):
        remove_bytes(**job.args)
    Passage.objects.filter(is_waiting=True).update(queued_at=timezone.now() - dt.timedelta(minutes=5))
    act({**command, "is_retry": True})


def judge(command: Command) -> None:
    from tests.faults.log import events
    from tests.faults.oracle import Run, Sample, violations

    seed = command["seed"]
    samples = [
        Sample(tuple(names) if names is not None else None, version, page)
        for names, version, page in command["samples"]
    ]
    run = Run(
        seed, command["node"], list(events(Path(command["log"]), seed)), samples, command["is_thorough"]
    )
    Path(command["verdict"]).write_text(json.dumps(violations(run), ensure_ascii=False), encoding="utf-8")


COMMANDS: dict[str, Callable[[Command], None]] = {
    "prepare": prepared, "act": act, "recover": recover, "judge": judge,
}  # fmt: skip


def main() -> None:
    import django
    from django.utils import timezone

    # Before any model has taken it for a default: the whole process has one clock.
    now = timezone.now
    timezone.now = lambda: now() + dt.timedelta(seconds=CLOCK["moved_s"])
    django.setup()
    for name in (
        "tests.faults.oracle",
        "tests.faults.operations",
        "portal.urls",
        "tests.layers.subscriptions.making",
    ):
        importlib.import_module(name)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    print("ready", flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        pid = os.fork()
        if pid == 0:
            try:
                COMMANDS[command["do"]](command)
            except BaseException:
                traceback.print_exc()
                sys.stderr.flush()
                os._exit(1)
            os._exit(0)
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
