"""Every cell of a workbook, hidden or not, and apart from them what is seen. Runs in the sandbox.

Arguments: none. Emits ``sheets`` (JSON: [title, is_hidden, [[row, column, address, text, is_hidden, is_comment], …]]
each), ``names`` (JSON: defined names, heads and properties) and ``seen`` (JSON: [title, [[row, column, value, kind,
number format], …], [[column, width], …], [merged area, …]] each; kind is "" or "date"). Rows and columns that are
hidden are closed up; formulas, comments, links and pictures are not in it.
"""

import datetime as dt
import json
import mimetypes
from collections.abc import Callable
from typing import Any

# openpyxl would read the system's list, which is out of reach here.
mimetypes.knownfiles = []

import openpyxl  # noqa: E402
from openpyxl.cell.cell import MergedCell  # noqa: E402
from openpyxl.utils import get_column_letter  # noqa: E402

MOST_CELLS = 500_000


def main(source: str, arguments: dict[str, Any], emit: Callable[[str, bytes], None]) -> None:
    with open(source, "rb") as content:  # by its name it would be refused, which has no extension
        book = openpyxl.load_workbook(content, data_only=True)
    if sum(sheet.max_row * sheet.max_column for sheet in book.worksheets) > MOST_CELLS:
        raise SystemExit("cells")
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not visible:
        raise SystemExit("hidden")
    emit("sheets", json.dumps([all_cells(sheet) for sheet in book.worksheets]).encode())
    emit("names", json.dumps(names(book)).encode())
    emit("seen", json.dumps([seen_cells(sheet) for sheet in visible]).encode())


def all_cells(sheet: Any) -> list[Any]:
    is_hidden = sheet.sheet_state != "visible"
    rows, columns = hidden_rows(sheet), hidden_columns(sheet)
    cells = []
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        if cell.value is not None:
            hidden = is_hidden or cell.row in rows or cell.column in columns
            cells.append([cell.row, cell.column, cell.coordinate, written(cell.value), hidden, False])
        if not isinstance(cell, MergedCell) and cell.comment:
            cells.append([cell.row, cell.column, cell.coordinate, cell.comment.text, True, True])
    return [sheet.title, is_hidden, cells]


def seen_cells(sheet: Any) -> list[Any]:
    at_row = places(sheet.max_row, hidden_rows(sheet))
    at_column = places(sheet.max_column, hidden_columns(sheet))
    cells = []
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        if cell.value is not None and cell.row in at_row and cell.column in at_column:
            is_date = isinstance(cell.value, dt.datetime)
            # A time of day or a span has no date to count from: as it is written.
            value = cell.value if isinstance(cell.value, str | int | float) else written(cell.value)
            cells.append(
                [
                    at_row[cell.row],
                    at_column[cell.column],
                    value,
                    "date" if is_date else "",
                    cell.number_format,
                ]
            )
    widths = [
        [place, sheet.column_dimensions[get_column_letter(column)].width]
        for column, place in at_column.items()
    ]
    return [sheet.title, cells, widths, list(merged(sheet, at_row, at_column))]


def places(count: int, hidden: set[int]) -> dict[int, int]:
    shown = [number for number in range(1, count + 1) if number not in hidden]
    return {number: place for place, number in enumerate(shown, 1)}


def hidden_rows(sheet: Any) -> set[int]:
    return {number for number, shape in sheet.row_dimensions.items() if shape.hidden or shape.height == 0}


def hidden_columns(sheet: Any) -> set[int]:
    """A shape of columns stands for all from its min to its max."""
    hidden: set[int] = set()
    for shape in sheet.column_dimensions.values():
        if shape.hidden or shape.width == 0:
            hidden.update(range(shape.min, min(shape.max, sheet.max_column) + 1))
    return hidden


def merged(sheet: Any, at_row: dict[int, int], at_column: dict[int, int]) -> Any:
    for area in sheet.merged_cells.ranges:
        rows = [at_row[row] for row in range(area.min_row, area.max_row + 1) if row in at_row]
        columns = [at_column[one] for one in range(area.min_col, area.max_col + 1) if one in at_column]
        if len(rows) * len(columns) > 1:
            yield f"{get_column_letter(columns[0])}{rows[0]}:{get_column_letter(columns[-1])}{rows[-1]}"


def written(value: Any) -> str:
    """A number as its digits: a column of identity numbers that was stored as numbers is one all the same."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def names(book: Any) -> dict[str, str]:
    said = {name: str(defined.value or "") for name, defined in book.defined_names.items()}
    for sheet in book.worksheets:
        said |= {name: str(defined.value or "") for name, defined in sheet.defined_names.items()}
        heads = [sheet.oddHeader, sheet.oddFooter, sheet.evenHeader, sheet.evenFooter, sheet.firstHeader]
        sides = [side.text for head in heads for side in (head.left, head.center, head.right) if side.text]
        if sides:
            said[f"{sheet.title} header"] = "\n".join(sides)
    for name in ("creator", "lastModifiedBy", "title", "subject", "description", "keywords", "category"):
        if value := getattr(book.properties, name):
            said[f"property {name}"] = str(value)
    return said
