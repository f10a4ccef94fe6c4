"""The file of a batch as a source, through the one door of its format."""

import hashlib
from pathlib import Path
from typing import IO

from importers.choices import Choices
from importers.correcting import Corrected
from importers.kinds import SHEETS
from importers.models import Batch
from importers.sheet import read_sheet
from importers.source import SheetSource, Source
from layers.documents.models import StoredFile
from layers.documents.store import open_stored, put

MOST_ROWS = 20_000
KINDS = SHEETS


def keep(content: IO[bytes], file_name: str) -> StoredFile:
    """Stored under its hash among the originals. Raises BadInput for a kind that is none of ours."""
    return put(content, file_name, allowed=KINDS)


def open_source(content: IO[bytes], size: int, file_name: str, choices: Choices) -> Source:
    """Raises BadInput("file"), in Chinese and with the file's name, for whatever cannot be read."""
    return SheetSource(read_sheet(content, size, file_name, most_rows=MOST_ROWS))


def open_path(path: Path, choices: Choices) -> Source:
    """A file of the system's own disk, for the commands."""
    with path.open("rb") as content:
        return open_source(content, path.stat().st_size, path.name, choices)


def open_batch(batch: Batch, choices: Choices) -> Source:
    """The file of the batch, with its correction laid over it."""
    assert batch.file is not None
    with open_stored(batch.file) as content:
        source = open_source(content, batch.file.size, batch.file_name, choices)
    if batch.correction is None:
        return source
    with open_stored(batch.correction) as content:
        sheet = read_sheet(content, batch.correction.size, batch.correction_name, most_rows=MOST_ROWS)
    return Corrected(source, sheet)


def digest_of(batch: Batch) -> str:
    """What was handed in: SHA-256 over the hashes of the file and of its correction."""
    parts = [batch.file.sha256 if batch.file else "", batch.correction.sha256 if batch.correction else ""]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()
