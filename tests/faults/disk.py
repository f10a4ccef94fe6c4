"""A disk of its own for a site: its rows, their log, its uploads; small enough to be filled."""

import contextlib
import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

SIZE = 2 << 30
PIECES = (64 << 20, 1 << 20, 4_096)


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Mounted there, in memory; False where this account may mount nothing."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "none", str(folder)]
    is_mounted = subprocess.run(command, capture_output=True).returncode == 0
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextlib.contextmanager
def full(folder: Path) -> Iterator[None]:
    """Not a page is left on that disk, until the block ends."""
    filler = folder / "filler"
    with filler.open("wb") as file:
        for piece in PIECES:
            while grown(file.fileno(), piece):
                pass
    try:
        yield
    finally:
        filler.unlink()


def grown(file: int, piece: int) -> bool:
    """False when there is no room for that many bytes."""
    try:
        os.posix_fallocate(file, os.fstat(file).st_size, piece)
    except OSError as problem:
        if problem.errno != errno.ENOSPC:
            raise
        return False
    return True
