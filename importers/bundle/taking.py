"""A bundle is handed in at the workbench: one zip, and its index in it or beside it. Nothing is checked yet."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from geo.errors import BadInput
from importers.archive import Archive
from importers.bundle.handing_in import MOST_BYTES
from importers.bundle.index import index_of
from importers.models import Batch
from importers.opening import keep
from importers.sheet import Sheet
from layers.documents.store import clean_file_name, open_stored

ZIP = "ZIP"


def take_bundle(batch: Batch, files: Sequence[tuple[str, IO[bytes]]]) -> None:
    """Puts zip and index on the batch, by their hashes. Raises BadInput for anything else."""
    zips = [(name, content) for name, content in files if name.lower().endswith(".zip")]
    beside = [(name, content) for name, content in files if not name.lower().endswith(".zip")]
    if len(zips) != 1 or len(beside) > 1:
        raise BadInput("file", "请选一个 zip，文件都放在里面；索引表放在 zip 里，或和它一起选")
    name, content = zips[0]
    batch.file_name = clean_file_name(name)
    index = (beside[0][1], beside[0][0]) if beside else None
    sheet, count = index_sheet(content, batch.file_name, index)
    batch.header, batch.about = sheet.header, {"format": ZIP, "files": count}
    batch.file = keep(content, batch.file_name)
    if index is not None:
        take_index(batch, *index)


def take_index(batch: Batch, content: IO[bytes], name: str) -> None:
    """Another index for the same files: the mended one of the report."""
    batch.correction_name = clean_file_name(name)
    batch.correction = keep(content, batch.correction_name)


def index_sheet(content: IO[bytes], file_name: str, index: tuple[IO[bytes], str] | None) -> tuple[Sheet, int]:
    """The index, and how many files the zip has beside it. Raises BadInput."""
    with tempfile.TemporaryDirectory() as folder:
        sheet, entries = index_of(Archive(content, file_name, most_bytes=MOST_BYTES), index, Path(folder))
    return sheet, len(entries)


@contextmanager
def opened_bundle(batch: Batch) -> Iterator[tuple[IO[bytes], tuple[IO[bytes], str] | None]]:
    """The zip, and the index where it stands beside it."""
    assert batch.file is not None
    with ExitStack() as stack:
        content = stack.enter_context(open_stored(batch.file))
        index = None
        if batch.correction is not None:
            index = stack.enter_context(open_stored(batch.correction)), batch.correction_name
        yield content, index


def index_of_batch(batch: Batch) -> Sheet:
    """For its report."""
    with opened_bundle(batch) as (content, index):
        return index_sheet(content, batch.file_name, index)[0]
