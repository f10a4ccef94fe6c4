"""XLSX, row after row (openpyxl's write-only mode): every name is text, whatever it begins with."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from geo.errors import BadInput
from importers.cell_text import write_text
from importers.exports.content import POINT, Content

# What a cell and a sheet of Excel hold.
LONGEST_CELL = 32_767
MOST_ROWS = 1_048_575
HEAD = Font(bold=True)
LNG, LAT, WKT = "经度", "纬度", "WKT"


def write_workbook(content: Content, target: Path) -> None:
    """A sheet of data, points as 经度 and 纬度, areas as WKT; and the sheet 说明.

    An area that no cell can hold is left out and said so there. Raises BadInput for more rows than a sheet has.
    """
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(content.title)
    sheet.freeze_panes = "A2"
    families = content.families
    shape_titles = [LNG, LAT] if POINT in families else []
    shape_titles += [WKT] if families != [POINT] else []
    sheet.append([_text(sheet, title, HEAD) for title in (*content.titles, *shape_titles)])
    try:
        rows, left_out = _fill(sheet, content, shape_titles)
    finally:
        # A sheet that is begun is a generator over an open file.
        sheet.close()
    facts = [*content.facts, ("行数", str(rows))]
    if left_out:
        facts.append(
            ("没有写入的图形", f"{left_out} 个图形的点太多，一格放不下，请下载 GeoPackage 或 Shapefile")
        )
    told = workbook.create_sheet("说明")
    for name, value in facts:
        told.append([_text(told, name, HEAD), _text(told, value)])
    workbook.save(target)


def _fill(sheet: WriteOnlyWorksheet, content: Content, shape_titles: list[str]) -> tuple[int, int]:
    """The number of rows, and of areas that are left out."""
    rows, left_out = 0, 0
    for chunk in content.chunks():
        rows += len(chunk)
        if rows > MOST_ROWS:
            raise BadInput("format", f"超过 {MOST_ROWS} 行，一张 Excel 表放不下，请下载 GeoPackage")
        for shape, *cells in zip(chunk.shapes, *chunk.columns, strict=True):
            line = [_cell(sheet, cell) for cell in cells]
            place, fits = _placed(shape, shape_titles)
            left_out += not fits
            sheet.append([*line, *(_cell(sheet, cell) for cell in place)])
    return rows, left_out


def _placed(shape: Any, titles: list[str]) -> tuple[Iterator[Any] | list[Any], bool]:
    """The cells of a geometry in the order of the titles, and whether it is in them."""
    if shape is None:
        return [None] * len(titles), True
    if shape.geom_type in POINT:
        found: dict[str, Any] = {LNG: shape.x, LAT: shape.y}
    else:
        # Sixteen decimals: what is read is the very number.
        text = shapely.to_wkt(shape, rounding_precision=16, trim=True)
        if len(text) > LONGEST_CELL:
            return [None] * len(titles), False
        found = {WKT: text}
    return [found.get(title) for title in titles], True


def _cell(sheet: WriteOnlyWorksheet, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, dt.date):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "yyyy-mm-dd"
        return cell
    return _text(sheet, value) if isinstance(value, str) else value


def _text(sheet: WriteOnlyWorksheet, value: str, font: Font | None = None) -> Any:
    """Raises BadInput for what a cell cannot hold."""
    if ILLEGAL_CHARACTERS_RE.search(value) or len(value) > LONGEST_CELL:
        raise BadInput("format", f"“{value[:20]}…”写不进 Excel 的一格，请下载 GeoPackage")
    cell = write_text(WriteOnlyCell(sheet), value)
    if font is not None:
        cell.font = font
    return cell
