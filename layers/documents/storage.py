"""What a store of files can do, and the folder in which a name is written once and never again."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Protocol, cast

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, storages
from django.utils.deconstruct import deconstructible

# A job that meets a store that is away asks again, as often as it takes.
AWAY_S = 60


class StoreAway(Exception):
    """A store on another machine does not answer, or turns us away; nothing was written. The message is the kind of the
    failure and nothing else: addresses and keys stay out of it."""


@dataclass(frozen=True)
class Kept:
    """What lies in a store, whether a row names it or not."""

    name: str
    size: int
    written_at: datetime


class FileStore(Protocol):
    """Names are ``ab/cd/<sha256>``. A name that is not there raises FileNotFoundError; a store on another machine may raise
    StoreAway from each of these."""

    def exists(self, name: str) -> bool: ...
    def size(self, name: str) -> int: ...
    def open(self, name: str, mode: str = "rb") -> File[bytes]: ...
    def delete(self, name: str) -> None: ...

    def save(self, name: str, content: File[bytes]) -> str:
        """Whole or not at all: a file appears under its name when every byte of it is there."""
        ...

    def open_range(self, name: str, first: int, last: int) -> IO[bytes]:
        """To be read from the byte ``first``, and not beyond ``last``."""
        ...

    def kept(self) -> Iterator[Kept]: ...

    def is_read_by_anybody(self, name: str) -> bool:
        """Whether the bytes of ``name``, which is there, can be had past this service."""
        ...


def store_of(name: str) -> FileStore:
    """``name``: of settings.STORAGES, which are those of StoredFile.Store."""
    return cast(FileStore, storages[name])


def is_away() -> bool:
    """Whether the store cannot be asked now: for a name that nothing has. Both stores lie in one place."""
    try:
        store_of("originals").exists(f"00/00/{0:064}")
    except StoreAway:
        return True
    return False


@deconstructible(path="layers.documents.storage.WriteOnceStorage")
class WriteOnceStorage(FileSystemStorage):
    """FileStore in a folder of this machine, or of one that all nodes mount."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name  # the name is the content's hash, so a second file of the name is the same file

    def _save(self, name: str, content: File[Any]) -> str:
        final = Path(self.path(name))
        final.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        part = final.with_name(f".{final.name}.{secrets.token_hex(4)}")
        try:
            with part.open("xb") as target:
                for chunk in content.chunks():
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
            part.chmod(0o640)
            part.replace(final)  # by another writer of the same bytes at the same moment: the same file
        finally:
            part.unlink(missing_ok=True)
        return name

    def open_range(self, name: str, first: int, last: int) -> IO[bytes]:
        content = Path(self.path(name)).open("rb")  # noqa: SIM115, closed with the answer
        content.seek(first)
        return content

    def kept(self) -> Iterator[Kept]:
        for folder, _, names in os.walk(self.location):
            for name in names:
                file = Path(folder, name)
                with contextlib.suppress(FileNotFoundError):  # finished or deleted since
                    status = file.stat()
                    written_at = datetime.fromtimestamp(status.st_mtime, UTC)
                    yield Kept(str(file.relative_to(self.location)), status.st_size, written_at)

    def is_read_by_anybody(self, name: str) -> bool:
        return False  # mode 0640, below a folder that no web server has
