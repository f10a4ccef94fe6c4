"""The first sheet that a person sees, row by row. Runs in the sandbox.

Arguments: extension (xlsx, xls, ods), most_rows, most_columns. Emits ``name`` of the sheet, ``others`` (the names of
those that were not read) and ``rows``: one JSON list [number, [cells]] a line for each row that is not empty. A cell is
text, a number, true or false, or {"date": "2026-01-31"}, {"time": …} for what Excel holds as such.
"""

import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

# A formula of a cell; conditions and drop-downs have elements of other names.
FORMULA = re.compile(rb"<f[ >/]|table:formula=")
MOST_UNPACKED_BYTES = 60 << 20

Emit = Callable[[str, bytes], None]


def main(source: str, arguments: dict[str, Any], emit: Emit) -> None:
    content = Path(source).read_bytes()
    if arguments["extension"] != "xls":
        refuse_bomb_and_formula(content)
    import python_calamine as calamine

    try:
        workbook = calamine.load_workbook(io.BytesIO(content))
    except calamine.PasswordError:
        raise SystemExit("encrypted") from None
    visible = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible == calamine.SheetVisibleEnum.Visible
        and sheet.typ == calamine.SheetTypeEnum.WorkSheet
    ]
    if not visible:
        raise SystemExit("hidden")
    sheet = workbook.get_sheet_by_name(visible[0])
    if arguments["extension"] != "ods" and sheet.merged_cell_ranges:
        raise SystemExit("merged")
    others = [one.name for one in workbook.sheets_metadata if one.name != visible[0]]
    emit("name", visible[0].encode())
    emit("others", json.dumps(others).encode())
    emit("rows", "\n".join(lines(sheet, arguments)).encode())


def lines(sheet: Any, arguments: dict[str, Any]) -> list[str]:
    """Blank rows count for the number that Excel shows beside a row, and for nothing else."""
    if sheet.start is None:
        raise SystemExit("empty")
    found: list[str] = []
    # iter_rows begins in the first row of the sheet, whatever rows above the first cell are empty.
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        plain = [of_cell(cell) for cell in cells]
        while plain and plain[-1] == "":
            plain.pop()
        if not plain:
            continue
        if len(plain) > arguments["most_columns"]:
            raise SystemExit("columns")
        if len(found) > arguments["most_rows"]:
            raise SystemExit("rows")
        found.append(json.dumps([number, plain], ensure_ascii=False))
    return found


def of_cell(cell: Any) -> Any:
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, dt.datetime):
        return (
            {"date": cell.date().isoformat()} if cell.time() == dt.time() else {"time": cell.isoformat(" ")}
        )
    if isinstance(cell, dt.date):
        return {"date": cell.isoformat()}
    if isinstance(cell, dt.time | dt.timedelta):
        return {"time": str(cell)}
    return cell


def refuse_bomb_and_formula(content: bytes) -> None:
    """What the list of parts says of their sizes is a stranger's word, so they are counted while they unpack."""
    left = MOST_UNPACKED_BYTES
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.infolist():
            holds_cells = part.filename.startswith("xl/worksheets/") or part.filename == "content.xml"
            tail = b""
            with archive.open(part) as stream:
                while block := stream.read(1 << 16):
                    left -= len(block)
                    if left < 0:
                        raise SystemExit("bomb")
                    if holds_cells and FORMULA.search(tail + block):
                        raise SystemExit("formula")
                    tail = block[-20:]
