"""`systemctl reload cuntu-web`: the web server's workers are replaced by such as run the code of now, and nobody waits.

gunicorn's own reload ends the old workers when the new ones have been started; those then load for seconds while requests
queue. Here the old ones go when the new ones are ready to answer.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from deploy.stack.errors import SetUpError


def ready(master: int) -> Path:
    """Where each worker that has loaded the site leaves its process id (deploy/gunicorn.py)."""
    return Path(f"/dev/shm/cuntu-ready-{master}")  # noqa: S108


def renew(master: int, patience_s: float = 120) -> None:
    """Raises SetUpError when the new workers do not become ready; the old ones then go on answering."""
    deadline = time.monotonic() + patience_s
    old = workers(master)
    # One by one: a signal that is on its way already swallows the next one of its kind.
    for more in range(1, len(old) + 1):
        os.kill(master, signal.SIGTTIN)
        _wait(lambda more=more: len(workers(master) | old) >= len(old) + more, deadline)  # type: ignore[misc]
    _wait(
        lambda: sum((ready(master) / str(pid)).exists() for pid in workers(master) - old) >= len(old),
        deadline,
    )
    for fewer in range(1, len(old) + 1):
        os.kill(master, signal.SIGTTOU)
        _wait(lambda fewer=fewer: len(workers(master) & old) <= len(old) - fewer, deadline)  # type: ignore[misc]


def workers(master: int) -> set[int]:
    """Process ids of its children."""
    return {int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()}


def _wait(is_so: Callable[[], bool], deadline: float) -> None:
    while not is_so():
        if time.monotonic() > deadline:
            raise SetUpError("The new web workers did not become ready.", "Read the web server's log.")
        time.sleep(0.1)


if __name__ == "__main__":
    try:
        renew(int(sys.argv[1]))
    except SetUpError as problem:
        print(problem, file=sys.stderr)
        sys.exit(1)
