"""A file as one table, whatever its format: a header, and batches of rows that stand column by column.

By columns, because most of a column can be judged at once: a million names are looked through as one text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from importers.sheet import Cell, Sheet

BATCH = 5_000


@dataclass(frozen=True)
class Rows:
    """Some rows. ``columns[n]`` holds the cells under ``header[n]``, "" for an empty one; ``numbers`` are the rows as
    the file counts them: Excel's, a line of text, a record of a GIS file from 1. ``shapes`` are WKB (bytes, or text in
    hexadecimal) in the CRS of the source, None for a row without, or None for a source that has no geometry at all.
    ``faults`` are cells and shapes that the file's own format could not give: (row, title or None, reason)."""

    numbers: Sequence[int]
    columns: Sequence[Sequence[Cell]]
    shapes: Sequence[bytes | str | None] | None = None
    faults: Sequence[tuple[int, str | None, str]] = ()

    def __len__(self) -> int:
        return len(self.numbers)


class Source(Protocol):
    """``srid`` is what the file itself says of its CRS, None when it says nothing; ``crs_reason`` in Chinese.
    ``total`` is the number of rows where it is known beforehand. ``batches`` may be asked again, from the start."""

    @property
    def header(self) -> list[str]: ...
    @property
    def srid(self) -> int | None: ...
    @property
    def crs_reason(self) -> str: ...
    @property
    def has_shapes(self) -> bool: ...
    @property
    def total(self) -> int | None: ...
    @property
    def notes(self) -> list[str]: ...
    def batches(self) -> Iterator[Rows]: ...


@dataclass(frozen=True)
class SheetSource:
    """A spreadsheet that was read whole."""

    sheet: Sheet
    srid: int | None = None
    crs_reason: str = ""
    has_shapes: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def header(self) -> list[str]:
        return self.sheet.header

    @property
    def total(self) -> int | None:
        return len(self.sheet.rows)

    def batches(self) -> Iterator[Rows]:
        width = len(self.header)
        for start in range(0, len(self.sheet.rows), BATCH):
            rows = self.sheet.rows[start : start + BATCH]
            full = ([*row.cells, *[""] * width][:width] for row in rows)
            yield Rows([row.number for row in rows], list(zip(*full, strict=True)))


def first_rows(source: Source, most: int) -> Rows:
    """So many rows from the beginning, fewer when there are not so many."""
    for rows in source.batches():
        shapes = None if rows.shapes is None else rows.shapes[:most]
        return Rows(rows.numbers[:most], [column[:most] for column in rows.columns], shapes)
    return Rows([], [[] for _ in source.header])
