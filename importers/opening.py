"""The file of a batch: kept by its hash, opened again with its correction laid over it."""

import hashlib
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from geo.errors import BadInput
from importers.choices import Choices
from importers.correcting import by_number, corrected
from importers.handed import HandedFile
from importers.models import Batch
from importers.sheet import read_sheet
from importers.source import Source, opened
from layers.documents.models import StoredFile
from layers.documents.store import open_stored, put_recognised

MOST_CORRECTED = 20_000
MEDIA_TYPE = "application/octet-stream"


def keep(content: IO[bytes], file_name: str) -> StoredFile:
    """Stored under its hash among the originals, which nobody is served. The door has seen what it is."""
    content.seek(0)
    return put_recognised(content, file_name, MEDIA_TYPE)


@contextmanager
def together(files: Sequence[tuple[str, IO[bytes]]]) -> Iterator[tuple[str, IO[bytes]]]:
    """Name and bytes of what was handed in as one file: the loose parts of a shapefile in a zip. Raises BadInput."""
    if not files:
        raise BadInput("file", "请选择文件")
    if len(files) == 1:
        yield files[0]
        return
    if len(files) > 20:
        raise BadInput("file", "一次最多 20 个文件；Shapefile 的几个文件可以一起传")
    with tempfile.SpooledTemporaryFile(max_size=8 << 20) as target:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files:
                content.seek(0)
                shown = HandedFile(name, b"").shown
                # The same bytes must give the same zip, or the same file would be another batch.
                archive.writestr(zipfile.ZipInfo(shown), content.read())
        main = next((name for name, _ in files if name.lower().endswith(".shp")), files[0][0])
        target.seek(0)
        yield f"{main.rpartition('.')[0] or main}.zip", target


@contextmanager
def open_batch(batch: Batch, choices: Choices) -> Iterator[Source]:
    """Raises BadInput for what cannot be read this way."""
    assert batch.file is not None
    with (
        open_stored(batch.file) as content,
        opened(HandedFile(batch.file_name, content), choices) as source,
    ):
        if batch.correction is None:
            yield source
            return
        with open_stored(batch.correction) as list_:
            sheet = read_sheet(list_, batch.correction.size, batch.correction_name, most_rows=MOST_CORRECTED)
        yield corrected(source, sheet)


def corrected_rows(batch: Batch) -> set[int | None]:
    """The rows of the file that its correction has, so that the next list has them, too."""
    if batch.correction is None:
        return set()
    with open_stored(batch.correction) as content:
        sheet = read_sheet(content, batch.correction.size, batch.correction_name, most_rows=MOST_CORRECTED)
    return {*by_number(sheet)}


def digest_of(batch: Batch) -> str:
    """What was handed in: SHA-256 over the hashes of the file and of its correction."""
    parts = [batch.file.sha256 if batch.file else "", batch.correction.sha256 if batch.correction else ""]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()
