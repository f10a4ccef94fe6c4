"""The list of a report, corrected and handed in again, over the file that it came from: its cells hold, the geometry
stays with its row.

The list carries the number of each row of the file in a column of its own, because people sort and delete rows, and a
row that slid up by one would take its neighbour's place on the map.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from geo.errors import BadInput
from importers.cells import shown
from importers.report import ERROR, SUGGESTION
from importers.sheet import Cell, Row, Sheet
from importers.source import Rows, Source

NUMBER = "原行号"


@dataclass(frozen=True)
class Corrected:
    """``source`` with the cells of ``sheet``. Rows that the list does not have are as they were.

    Raises BadInput("file") for a list that is not of this file.
    """

    source: Source
    sheet: Sheet

    def __post_init__(self) -> None:
        if NUMBER not in self.sheet.header:
            raise BadInput("file", f"改正表里没有“{NUMBER}”这一列，请用下载的标错表改")
        titles = [title for title in self.sheet.header if title not in (NUMBER, ERROR, SUGGESTION, "")]
        strange = [title for title in titles if title not in self.source.header]
        if strange:
            raise BadInput("file", f"改正表的列和原文件不同：{'、'.join(strange)[:200]}")
        self.cells  # noqa: B018  numbers are looked at now

    @property
    def cells(self) -> dict[int, Row]:
        """Row of the file → its row in the list."""
        at, found = self.sheet.header.index(NUMBER), dict[int, Row]()
        for row in self.sheet.rows:
            text = shown(row.cells[at]) if at < len(row.cells) else ""
            if not (text.isascii() and text.isdigit()):
                raise BadInput("file", f"改正表第 {row.number} 行的“{NUMBER}”是“{text[:20]}”，请照原样保留")
            if int(text) in found:
                raise BadInput("file", f"改正表第 {row.number} 行的“{NUMBER}” {text} 出现了两次")
            found[int(text)] = row
        return found

    @property
    def header(self) -> list[str]:
        return self.source.header

    @property
    def srid(self) -> int | None:
        return self.source.srid

    @property
    def crs_reason(self) -> str:
        return self.source.crs_reason

    @property
    def has_shapes(self) -> bool:
        return self.source.has_shapes

    @property
    def total(self) -> int | None:
        return self.source.total

    @property
    def notes(self) -> list[str]:
        return self.source.notes

    def batches(self) -> Iterator[Rows]:
        waiting = self.cells
        places = [
            (self.sheet.header.index(title), at)
            for at, title in enumerate(self.source.header)
            if title and title in self.sheet.header
        ]
        for rows in self.source.batches():
            columns: list[list[Cell]] = [list(column) for column in rows.columns]
            for index, number in enumerate(rows.numbers):
                row = waiting.pop(number, None)
                for source, target in places if row else ():
                    columns[target][index] = row.cells[source] if source < len(row.cells) else ""  # type: ignore[union-attr]
            yield Rows(rows.numbers, columns, rows.shapes, rows.faults)
        if waiting:
            raise BadInput("file", f"改正表里的第 {min(waiting)} 行原文件里没有")
