"""Tiles as files, so that nginx answers without entering Django: <layers>/<version>/<z>/<x>/<y>.mvt.gz below
settings.TILES (deploy/nginx.conf reads the same names).

A file is right for ever, because the version stands in its name. What cannot be kept is made anew each time: a full or
unwritable disk costs speed and nothing else. What nginx cannot say of a file stands under a name that it does not read:
.empty has no content, .thinned.gz wants a header.
"""

import fcntl
import gzip
import logging
import os
import re
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from tiles.address import VERSION, Address
from tiles.levels import DEEPEST
from tiles.mvt import Made

logger = logging.getLogger(__name__)

PLAIN, THINNED, EMPTY = ".mvt.gz", ".thinned.gz", ".empty"
# Tiles that wait for one another by chance lose a moment; as many files as there are tiles would never be tidied up.
LOCKS = 4096
SWEEPS = ".sweeps"


def folder() -> Path:
    return Path(settings.TILES)


def read(address: Address, version: str) -> Made | None:
    """What is kept. A file that is not what was written is taken away, so that the tile is made anew."""
    if address.tile.z > DEEPEST or not VERSION.fullmatch(version):
        return None
    base = _base(address, version)
    for suffix in (PLAIN, THINNED, EMPTY):
        path = base + suffix
        try:
            with open(path, "rb") as file:
                content = file.read()
            if suffix != EMPTY:
                gzip.decompress(content)  # which compares the checksum
            return Made(version, content, suffix == THINNED)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, EOFError, zlib.error) as fault:
            logger.error("a kept tile is damaged and is made anew: %s: %s", path, fault)
            with suppress(OSError):
                os.unlink(path)
    return None


def keep(address: Address, made: Made) -> None:
    if address.tile.z > DEEPEST:
        return
    base = _base(address, made.version)
    suffix = (THINNED if made.is_thinned else PLAIN) if made.packed else EMPTY
    unfinished = f"{base}.{os.urandom(6).hex()}"
    try:
        os.makedirs(os.path.dirname(base), exist_ok=True)
        try:
            with open(unfinished, "xb") as file:
                # nginx is another account.
                os.fchmod(file.fileno(), 0o644)
                file.write(made.packed)
            # Readers see all of a file or none of it.
            os.replace(unfinished, base + suffix)
        except OSError:
            with suppress(OSError):
                os.unlink(unfinished)
            raise
    except OSError as fault:
        logger.warning("a tile could not be kept: %s", fault)


def drop(address: Address, version: str) -> None:
    base = _base(address, version)
    for suffix in (PLAIN, THINNED, EMPTY):
        with suppress(FileNotFoundError):
            os.unlink(base + suffix)


def knows(names: str, version: str) -> bool:
    """Whether anything of this version is kept, which was a true one then."""
    return bool(VERSION.fullmatch(version)) and os.path.isdir(f"{settings.TILES}/{names}/{version}")


@contextmanager
def alone(what: object) -> Iterator[None]:
    """One at a time makes a tile, of all threads and processes of the machine; the others wait and find it. ``what`` is
    made is told apart by its text."""
    locks = f"{settings.TILES}/.locks"
    number = zlib.crc32(str(what).encode()) % LOCKS
    try:
        os.makedirs(locks, exist_ok=True)
        file = open(f"{locks}/{number}", "w")  # noqa: SIM115
    except OSError:
        # Where no lock can be written no tile can be kept, which is said then.
        yield
        return
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def versions(names: str) -> list[str]:
    """Those of which anything is kept, the one that was begun last first."""
    with suppress(OSError):
        begun = [(path.stat().st_ctime_ns, path.name) for path in (folder() / names).iterdir()]
        return [name for _, name in sorted(begun, reverse=True) if VERSION.fullmatch(name)]
    return []


def sets() -> list[str]:
    """The sets of layers of which anything is kept, by the names in their addresses."""
    with suppress(OSError):
        return sorted(path.name for path in folder().iterdir() if re.fullmatch(r"[a-z_,]+", path.name))
    return []


def sweeps() -> int:
    """How often files were taken away because their layer changed, of all processes of the machine: never less than before."""
    try:
        return os.stat(f"{settings.TILES}/{SWEEPS}").st_size
    except OSError:
        return 0


def begin_sweep() -> None:
    """Before the first file goes, so that whoever keeps one behind our back sees it."""
    try:
        folder().mkdir(parents=True, exist_ok=True)
        with (folder() / SWEEPS).open("ab") as file:
            # Whole and behind the others, whoever else counts; times of files are too coarse to tell two apart.
            file.write(b".")
    except OSError as fault:
        # Where a byte finds no room no tile does; what comes into a room that has just become free, the job takes away.
        logger.warning("a sweep of tiles could not be counted: %s", fault)


def forget(names: str, version: str) -> None:
    """Out of sight at once, then off the disk."""
    gone = folder() / f".gone-{names}-{version}-{os.getpid()}-{os.urandom(4).hex()}"
    with suppress(FileNotFoundError):
        (folder() / names / version).rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def tidy() -> None:
    """What a process that was killed left half taken away."""
    for path in folder().glob(".gone-*"):
        shutil.rmtree(path, ignore_errors=True)


def _base(address: Address, version: str) -> str:
    """The path without its suffix: a text, for a Path took a tenth of the time of a small tile."""
    tile = address.tile
    return f"{settings.TILES}/{address.names}/{version}/{tile.z}/{tile.x}/{tile.y}"
