"""The list of a report, corrected and handed in again, over the file that it came from: its cells hold, the geometry
stays with its row.

The list carries the number of each row of the file in a column of its own, because people sort and delete rows, and a
row that slid up by one would take its neighbour's place on the map.
"""

from collections.abc import Iterator
from dataclasses import replace

from geo.errors import BadInput
from importers.cells import shown
from importers.report import ERROR, NUMBER, SUGGESTION
from importers.sheet import Cell, Row, Sheet
from importers.source import Rows, Source


def corrected(source: Source, sheet: Sheet) -> Source:
    """``source`` with the cells of ``sheet``. Rows that the list does not have are as they were.

    Raises BadInput("file") for a list that is not of this file; of a row that is not, at the end of the batches.
    """
    if NUMBER not in sheet.header:
        raise BadInput("file", f"改正表里没有“{NUMBER}”这一列，请用下载的标错表改")
    titles = [title for title in sheet.header if title not in (NUMBER, ERROR, SUGGESTION, "")]
    strange = [title for title in titles if title not in source.header]
    if strange:
        raise BadInput("file", f"改正表的列和原文件不同：{'、'.join(strange)[:200]}")
    return replace(source, _first=None, _waiting=_laid_over(source, sheet, by_number(sheet)))


def by_number(sheet: Sheet) -> dict[int, Row]:
    """Row of the file → its row in the list."""
    at, found = sheet.header.index(NUMBER), dict[int, Row]()
    for row in sheet.rows:
        text = shown(row.cells[at]) if at < len(row.cells) else ""
        if not (text.isascii() and text.isdigit()):
            raise BadInput("file", f"改正表第 {row.number} 行的“{NUMBER}”是“{text[:20]}”，请照原样保留")
        if int(text) in found:
            raise BadInput("file", f"改正表第 {row.number} 行的“{NUMBER}” {text} 出现了两次")
        found[int(text)] = row
    return found


def _laid_over(source: Source, sheet: Sheet, waiting: dict[int, Row]) -> Iterator[Rows]:
    places = [
        (sheet.header.index(title), at) for at, title in enumerate(source.header) if title in sheet.header
    ]
    for rows in source.batches():
        columns: list[list[Cell]] = [list(column) for column in rows.columns]
        mended = set()
        for index, number in enumerate(rows.numbers):
            row = waiting.pop(number, None)
            if row is not None:
                mended.add(number)
                for of_list, of_file in places:
                    columns[of_file][index] = row.cells[of_list] if of_list < len(row.cells) else ""
        # A cell that the format could not give is given by the list; a shape is not.
        faults = [one for one in rows.faults if one[1] is None or one[0] not in mended]
        yield Rows(rows.numbers, columns, rows.shapes, faults)
    if waiting:
        raise BadInput("file", f"改正表里的第 {min(waiting)} 行原文件里没有")
