"""A file as the pipeline reads it: a header, and rows that stand column by column; once, from the door to the stage.

By columns, because most of a column can be judged at once: a million names are looked through as one text.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from importers import options as door
from importers.choices import Choices
from importers.handed import HandedFile
from importers.open import open_table
from importers.sheet import Cell
from importers.table import Batch, Table

# The door places text tables by columns of its own choosing; which columns they are is told here by the mapping.
OF_POSITION = {"not_a_number", "not_finite", "half_a_position", "range"}


@dataclass(frozen=True)
class Rows:
    """Some rows. ``columns[n]`` holds the cells under ``header[n]``, "" for an empty one; ``numbers`` are the rows as
    the file counts them: Excel's, a line of text, a record of a GIS file from 1. ``shapes`` are hexadecimal WKB in the
    CRS of the file, None for a row without, or None for a file that has no geometry at all. ``faults`` are cells and
    shapes that the format could not give: (row, title or None, reason)."""

    numbers: Sequence[int]
    columns: Sequence[Sequence[Cell]]
    shapes: Sequence[str | None] | None = None
    faults: Sequence[tuple[int, str | None, str]] = ()

    def __len__(self) -> int:
        return len(self.numbers)


@dataclass
class Source:
    """One layer of one file. ``srid`` is what the file itself says of its CRS, None when it says nothing; ``total`` is
    the number of rows where it is known beforehand; ``about`` is for the page on which the fields are told."""

    header: list[str]
    srid: int | None = None
    crs_reason: str = ""
    has_shapes: bool = False
    total: int | None = None
    notes: list[str] = field(default_factory=list)
    about: dict[str, Any] = field(default_factory=dict)
    _waiting: Iterator[Rows] = field(default_factory=lambda: iter(()), repr=False)
    _first: Rows | None = field(default=None, repr=False)

    def first(self, most: int) -> Rows:
        """So many rows from the beginning, fewer when there are not so many; they come again with the rest."""
        if self._first is None:
            self._first = next(self._waiting, Rows([], [[] for _ in self.header]))
        rows = self._first
        shapes = None if rows.shapes is None else rows.shapes[:most]
        return Rows(rows.numbers[:most], [column[:most] for column in rows.columns], shapes)

    def batches(self) -> Iterator[Rows]:
        """All rows, once. Raises BadInput in the middle when the rest cannot be read."""
        if self._first is not None and len(self._first):
            yield self._first
        yield from self._waiting


@contextmanager
def opened(file: HandedFile, choices: Choices) -> Iterator[Source]:
    """The one layer of the file, read the chosen way, through the safe door. Raises BadInput."""
    read = door.Options(layer=choices.layer or None, encoding=choices.encoding or None, makes_points=False)
    with open_table(file, read) as table:
        yield of_table(table)


def of_table(table: Table) -> Source:
    header = [one.name for one in table.fields]
    # A position that two columns give is read from them, in whatever CRS is chosen.
    has_shapes = bool(table.geometry_types) and len(table.coordinate_fields) != 2
    return Source(
        header, table.crs.srid, table.crs.why, has_shapes, table.count, table.notes, _about(table),
        (_rows(batch, has_shapes) for batch in table.batches()),
    )  # fmt: skip


def _rows(batch: Batch, has_shapes: bool) -> Rows:
    return Rows(
        batch.numbers,
        [_cells(column) for column in batch.columns],
        batch.wkb if has_shapes else None,
        [
            (fault.row, fault.column, fault.message)
            for fault in batch.faults
            if has_shapes or fault.code not in OF_POSITION
        ],
    )


def _cells(column: list[Any]) -> list[Cell]:
    """Spaces around a cell are no part of it: a text table has them, a sheet and a DBF do not."""
    try:
        return list(map(str.strip, column))
    except TypeError:
        pass
    return ["" if cell is None else cell.strip() if isinstance(cell, str) else cell for cell in column]


def _about(table: Table) -> dict[str, Any]:
    encoding = table.encoding
    return {
        "format": str(table.format),
        "layer": table.layer,
        "layers": [[one.name, one.count, one.geometry] for one in table.layers],
        "encoding": {
            "name": encoding.name, "why": encoding.why, "certain": encoding.certain, "lies": encoding.lies,
            "previews": encoding.previews,
        },
        "crs": table.crs.why,
    }  # fmt: skip
