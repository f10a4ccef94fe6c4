"""How many rows a long piece of work has behind it, told about once a second to whoever listens; mostly nobody does."""

import contextlib
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field

EVERY_S = 1.0


@dataclass
class _Listener:
    tell: Callable[[int], None]
    rows: int = 0
    last: float = field(default_factory=time.monotonic)


_listener: ContextVar[_Listener | None] = ContextVar("listener", default=None)


@contextlib.contextmanager
def heard(tell: Callable[[int], None]) -> Iterator[None]:
    """Inside it ``tell`` is called with the number of rows that are done."""
    token = _listener.set(_Listener(tell))
    try:
        yield
    finally:
        _listener.reset(token)


def done(rows: int) -> None:
    """So many rows more."""
    listener = _listener.get()
    if listener is not None:
        listener.rows += rows
        if time.monotonic() - listener.last >= EVERY_S:
            listener.last = time.monotonic()
            listener.tell(listener.rows)
