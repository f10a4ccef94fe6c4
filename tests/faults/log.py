"""The operation log: a file outside the system, one line an event, written before and after each operation."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Event:
    """``state``: begun, ok (acknowledged, with what was ``told``) or unknown (with what came instead). ``is_retry``: after
    the fault, the same intent once more."""

    seed: int
    key: str
    kind: str
    of: str
    state: str
    is_retry: bool = False
    told: dict[str, Any] = field(default_factory=dict)
    problem: str = ""


def note(log: Path, event: Event) -> None:
    """One write, so that who is killed leaves a line or none."""
    line = json.dumps(asdict(event), ensure_ascii=False).encode() + b"\n"
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line)
    finally:
        os.close(handle)


def events(log: Path, seed: int) -> Iterator[Event]:
    for line in log.read_text(encoding="utf-8").splitlines():
        event = Event(**json.loads(line))
        if event.seed == seed:
            yield event
