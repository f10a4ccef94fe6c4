"""An empty sheet to fill in: titles, one example, drop-downs for what is chosen from a list."""

from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from importers.columns import MARK, SAMPLE, Column
from importers.report import heading, put_text, saved

LISTS = "选项"
LAST_ROW = 2_001
QUIET = Font(italic=True, color="666666")


def template(title: str, columns: Sequence[Column]) -> bytes:
    """The workbook. All cells below the titles are text, so that Excel makes no number of a phone."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    heading(sheet, [MARK, *(f"{column.title}*" if column.required else column.title for column in columns)])
    put_text(sheet, 2, 1, SAMPLE)
    for at, column in enumerate(columns, start=2):
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].number_format = "@"
        put_text(sheet, 2, at, column.example)
        if column.help:
            sheet.cell(1, at).comment = Comment(column.help, "村图")
    for cell in sheet[2]:
        cell.font = QUIET
    lists = workbook.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    for at, column in enumerate((c for c in columns if c.options), start=1):
        _drop_down(sheet, get_column_letter(columns.index(column) + 2), lists, at, column.options)
    return saved(workbook)


def _drop_down(sheet: Worksheet, letter: str, lists: Worksheet, at: int, options: Iterable[str]) -> None:
    last = 0
    for last, option in enumerate(options, start=1):
        put_text(lists, last, at, option)
    place = get_column_letter(at)
    choice = DataValidation(
        type="list", formula1=f"{LISTS}!${place}$1:${place}${last}", allow_blank=True, showErrorMessage=False
    )
    choice.add(f"{letter}2:{letter}{LAST_ROW}")
    sheet.add_data_validation(choice)
