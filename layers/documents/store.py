"""Bytes into a store: named by their SHA-256, written once, of a kind that their content shows."""

import contextlib
import hashlib
import tempfile
import unicodedata
from collections.abc import Callable, Collection, Iterator
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile, File

from geo.errors import BadInput
from layers.documents.kinds import KINDS, Kind, decide
from layers.documents.models import StoredFile
from layers.documents.storage import store_of
from layers.failpoints import failpoint

MAX_BYTES = 100 << 20
MAX_NAME = 200
BLOCK = 1 << 16
# Control, format (bidi overrides, zero width), surrogates, line and paragraph separators.
REFUSED_CATEGORIES = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def max_bytes() -> int:
    """The largest file that is taken, in bytes; settings.UPLOAD_MAX_BYTES changes it."""
    return int(getattr(settings, "UPLOAD_MAX_BYTES", MAX_BYTES))


def clean_file_name(name: str, parameter: str = "file") -> str:
    """The user's file name as data, in NFC. It is shown and never used as a path."""
    name = unicodedata.normalize("NFC", name).strip()
    if not name or len(name) > MAX_NAME:
        raise BadInput(parameter, f"文件名应为 1 到 {MAX_NAME} 个字")
    if any(unicodedata.category(character) in REFUSED_CATEGORIES for character in name):
        raise BadInput(parameter, "文件名含有控制字符或看不见的字符，请改名后再传")
    if set(name) & {"/", "\\"}:
        raise BadInput(parameter, f"{name}:文件名不能含路径")
    return name


def put(
    content: IO[bytes] | bytes,
    file_name: str,
    *,
    store: str = StoredFile.Store.ORIGINALS,
    allowed: Collection[Kind] = KINDS,
    parameter: str = "file",
    most_bytes: int | None = None,
    look: Callable[[IO[bytes]], object] = lambda content: None,
) -> StoredFile:
    """Store what somebody handed in. Raises BadInput that names the file: too large, empty, or of another kind.

    ``most_bytes`` in the place of ``max_bytes()``. ``look`` reads it before anything is kept, and may raise BadInput.
    """
    name = clean_file_name(file_name, parameter)
    with _spooled(content, name, parameter, most_bytes) as (spooled, digest, size):
        kind = decide(spooled, size, name, allowed, parameter)
        spooled.seek(0)
        look(spooled)
        spooled.seek(0)
        return _keep(File(spooled), digest, size, kind.media_type, store)


@contextlib.contextmanager
def checked(
    content: IO[bytes] | bytes, file_name: str, *, allowed: Collection[Kind] = KINDS, parameter: str = "file"
) -> Iterator[IO[bytes]]:
    """What somebody handed in and shall not be kept, for the length of a look at it. Raises BadInput as ``put``."""
    name = clean_file_name(file_name, parameter)
    with _spooled(content, name, parameter) as (spooled, _, size):
        decide(spooled, size, name, allowed, parameter)
        spooled.seek(0)
        yield spooled


def put_recognised(
    content: IO[bytes] | bytes,
    file_name: str,
    media_type: str,
    *,
    store: str = StoredFile.Store.ORIGINALS,
    parameter: str = "file",
) -> StoredFile:
    """Store what a floor above has recognised itself. Raises BadInput that names the file: too large or empty."""
    name = clean_file_name(file_name, parameter)
    with _spooled(content, name, parameter) as (spooled, digest, size):
        return _keep(File(spooled), digest, size, media_type, store)


@contextlib.contextmanager
def _spooled(
    content: IO[bytes] | bytes, name: str, parameter: str, most_bytes: int | None = None
) -> Iterator[tuple[IO[bytes], str, int]]:
    """A private copy, its SHA-256 and its size, counted on the way."""
    most = most_bytes or max_bytes()
    with tempfile.SpooledTemporaryFile(max_size=8 << 20) as spooled:
        digest, size = hashlib.sha256(), 0
        for block in _blocks(content):
            size += len(block)
            if size > most:
                raise BadInput(parameter, f"{name}:超过 {most >> 20} MB")
            digest.update(block)
            spooled.write(block)
        if size == 0:
            raise BadInput(parameter, f"{name}:是空文件")
        spooled.seek(0)
        yield spooled, digest.hexdigest(), size


def put_made(
    content: IO[bytes] | bytes, media_type: str, *, store: str = StoredFile.Store.DERIVATIVES
) -> StoredFile:
    """Store bytes that the service made itself: a page image, a photo without EXIF, a film (an open file)."""
    if isinstance(content, bytes):
        return _keep(
            ContentFile(content), hashlib.sha256(content).hexdigest(), len(content), media_type, store
        )
    digest = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
    return _keep(File(content), digest, content.seek(0, 2), media_type, store)


def copy(stored: StoredFile, store: str) -> StoredFile:
    """The same bytes in the other store."""
    with open_stored(stored) as content:
        return _keep(content, stored.sha256, stored.size, stored.media_type, store)


def open_stored(stored: StoredFile) -> File[bytes]:
    """To be read from its start. Raises FileNotFoundError, StoreAway."""
    return store_of(stored.store).open(stored.name)


def open_range(stored: StoredFile, first: int, last: int) -> IO[bytes]:
    """To be read from the byte ``first``, and not beyond ``last``. Raises as ``open_stored``."""
    return store_of(stored.store).open_range(stored.name, first, last)


def _keep(content: File[bytes], sha256: str, size: int, media_type: str, store: str) -> StoredFile:
    # The bytes first: a row without its bytes would be a broken promise, bytes without a row are only swept up.
    wanted = StoredFile(sha256=sha256, store=store, size=size, media_type=media_type)
    storage = store_of(store)
    if not storage.exists(wanted.name) or storage.size(wanted.name) != size:
        storage.save(wanted.name, content)
    failpoint("upload.kept")
    stored, _ = StoredFile.objects.get_or_create(
        sha256=sha256, store=store, defaults={"size": size, "media_type": media_type}
    )
    return stored


def _blocks(content: IO[bytes] | bytes) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    while block := content.read(BLOCK):
        yield block
