"""Who runs the cluster of a checkout and who only uses it: two lock files, freed by the kernel when we die.

The runner holds `runner.lock` alone for as long as its cluster runs. Users share `users.lock`; the runner waits
for them before it stops, so that of two manage.py calls the first to finish does not pull the rug.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def lock(file: Path, *, shared: bool = False, wait: bool = True) -> Iterator[bool]:
    """Yields whether the lock was got. The descriptor is not inherited, so a child cannot keep it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        try:
            fcntl.flock(descriptor, mode if wait else mode | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)
