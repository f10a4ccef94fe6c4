"""The workbook that the public gets: the values of what is seen, written anew."""

import datetime as dt
import io
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import IllegalCharacterError

from geo.errors import BadInput


def write(sheets: list[Any], file_name: str) -> bytes:
    """XLSX of ``sheets`` as parsers/workbook.py emits them (``seen``). Raises BadInput for what no cell may hold."""
    book = openpyxl.Workbook()
    if book.active is not None:
        book.remove(book.active)
    for title, cells, widths, areas in sheets:
        sheet = book.create_sheet(title)
        for row, column, value, kind, number_format in cells:
            cell = sheet.cell(row, column)
            try:
                cell.value = dt.datetime.fromisoformat(value) if kind == "date" else value
            except IllegalCharacterError:
                raise BadInput(
                    "file", f"{file_name}：工作表“{title}”里有看不见的控制字符，请清除后再传"
                ) from None
            if isinstance(value, str) and kind == "":
                # What begins with = was a value, and stays one.
                cell.data_type = "s"
            cell.number_format = number_format
        for column, width in widths:
            sheet.column_dimensions[get_column_letter(column)].width = width
        for area in areas:
            sheet.merge_cells(area)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
