"""All faults of a sheet at once, on a page or as the sheet itself with two columns more."""

import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from importers.cell_text import write_text

ERROR, SUGGESTION = "错误", "建议"
LONGEST_CELL = 32_000
# The number of a row in a file that has no rows of Excel's; see importers.correcting.
NUMBER = "原行号"
FAULTY = PatternFill("solid", fgColor="FDECEA")
HEAD = Font(bold=True)


@dataclass(frozen=True)
class Problem:
    """``row`` as Excel counts (None: the whole file), ``column`` by its title, ``value`` as it stands there.

    ``severity``: an error and a question that nobody has answered keep the file from being submitted, a warning does
    not. ``at`` is where the row lies, (lng, lat) in EPSG:4490 degrees.
    """

    row: int | None
    column: str
    value: str
    reason: str
    suggestion: str = ""
    code: str = "bad_value"
    severity: str = "error"
    at: tuple[float, float] | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def error_workbook(
    header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]], problems: Iterable[Problem]
) -> bytes:
    """The sheet as it was read, each row at its own number, with 错误 and 建议; what is wrong is coloured.

    Corrected it may be handed in as it is. All of it is text: nothing that came in leaves as a formula.
    """
    by_row: defaultdict[int | None, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_row[problem.row].append(problem)
    # A second round: the two columns of the first one give way.
    kept = [at for at, title in enumerate(header) if title not in (ERROR, SUGGESTION)]
    titles = [header[at] for at in kept]
    workbook = Workbook()
    sheet = _sheet(workbook)
    heading(sheet, [*titles, ERROR, SUGGESTION])
    for number, cells in rows:
        found = by_row[number]
        faulty = {problem.column for problem in found}
        line = [cells[at] if at < len(cells) else "" for at in kept]
        for at, value in enumerate(line, start=1):
            put_text(sheet, number, at, value)
            if titles[at - 1].replace("*", "").strip() in faulty:
                sheet.cell(number, at).fill = FAULTY
        if found:
            told = "；".join(f"{problem.column}：{problem.reason}" for problem in found)
            advice = "；".join(f"{p.column}：{p.suggestion}" for p in found if p.suggestion)
            put_text(sheet, number, len(line) + 1, told)
            put_text(sheet, number, len(line) + 2, advice)
    for at in range(len(titles) + 2):
        sheet.column_dimensions[get_column_letter(at + 1)].width = 18 if at < len(titles) else 48
    return saved(workbook)


def plain_workbook(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[object]]]]) -> bytes:
    """One sheet each of (title, header, rows): numbers as numbers, everything else as text, no formula."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, header, rows in sheets:
        sheet = workbook.create_sheet(title)
        heading(sheet, header)
        for number, cells in enumerate(rows, start=2):
            for at, value in enumerate(cells, start=1):
                if isinstance(value, int | float):
                    sheet.cell(number, at).value = value
                else:
                    put_text(sheet, number, at, str(value))
        for at in range(len(header)):
            sheet.column_dimensions[get_column_letter(at + 1)].width = 18
    return saved(workbook)


def heading(sheet: Worksheet, titles: Iterable[str]) -> None:
    """The first row, which stays in sight."""
    for at, title in enumerate(titles, start=1):
        put_text(sheet, 1, at, title)
        sheet.cell(1, at).font = HEAD
    sheet.freeze_panes = "A2"


def put_text(sheet: Worksheet, row: int, column: int, value: str) -> None:
    """As text whatever it begins with; an empty one leaves the cell empty."""
    if value != "":
        write_text(sheet.cell(row, column), ILLEGAL_CHARACTERS_RE.sub("�", value)[:LONGEST_CELL])


def saved(workbook: Workbook) -> bytes:
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def _sheet(workbook: Workbook) -> Worksheet:
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    return sheet
