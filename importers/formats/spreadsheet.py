"""XLSX, XLS and ODS: importers.sheet read as a table. Its cells stay what they are (importers.sheet.Cell)."""

from collections.abc import Iterator
from typing import Any

from geo.errors import BadInput
from importers.declared_crs import NONE
from importers.formats.single import LAT_NAMES, LNG_NAMES
from importers.handed import HandedFile
from importers.options import Options
from importers.parsers.geometry import of_numbers
from importers.recognise import Format
from importers.sheet import Row, Sheet, read_sheet
from importers.table import FAULTS, Batch, Encoding, Fault, Field, Table, TableLayer

MOST_ROWS = 20_000
BATCH_ROWS = 2_000


def open_sheet(file: HandedFile, options: Options) -> Table:
    sheet = read_sheet(file.open(), file.size, file.shown, most_rows=MOST_ROWS)
    header = list(sheet.header)
    while header and not header[-1]:
        header.pop()
    if not header or not all(header):
        raise BadInput("file", f"{file.shown}：第一行应为列名，不能空着")
    lng, lat = _column(header, options.lng_field, LNG_NAMES), _column(header, options.lat_field, LAT_NAMES)
    placed = lng is not None and lat is not None
    return Table(
        format=Format.SHEET,
        driver="calamine",
        file_name=file.shown,
        layer=sheet.name,
        layers=[TableLayer(sheet.name, len(sheet.rows), "Point" if placed else None)],
        fields=[Field(name, "cell") for name in header],
        encoding=Encoding("utf-8", why="电子表格自带 Unicode"),
        crs=NONE,
        count=len(sheet.rows),
        geometry_types=["Point"] if placed else [],
        coordinate_fields=[header[lng], header[lat]] if lng is not None and lat is not None else [],
        notes=[f"没有读取其他工作表（可能是隐藏的）：{'、'.join(sheet.others[:10])}"] if sheet.others else [],
        _batches=_batches(sheet, header, lng, lat),
    )


def _column(header: list[str], chosen: str | None, names: tuple[str, ...]) -> int | None:
    if chosen is not None:
        if chosen not in header:
            raise BadInput("lng_field", f"没有“{chosen}”这一列")
        return header.index(chosen)
    plain = [name.lower().replace(" ", "") for name in header]
    return next((plain.index(name) for name in names if name in plain), None)


def _batches(sheet: Sheet, header: list[str], lng: int | None, lat: int | None) -> Iterator[Batch]:
    for begin in range(0, len(sheet.rows), BATCH_ROWS):
        yield _batch(sheet.rows[begin : begin + BATCH_ROWS], header, lng, lat)


def _batch(rows: list[Row], header: list[str], lng: int | None, lat: int | None) -> Batch:
    width = len(header)
    faults = [Fault(row.number, None, "cells", FAULTS["cells"]) for row in rows if len(row.cells) > width]
    padded = [(row.cells + [None] * width)[:width] for row in rows]
    columns: list[list[Any]] = [
        [None if cell == "" else cell for cell in cells] for cells in zip(*padded, strict=True)
    ]
    wkb: list[str | None] = [None] * len(rows)
    if lng is not None and lat is not None:
        for at, row in enumerate(rows):
            x, y = columns[lng][at], columns[lat][at]
            numbers = [_number(cell) for cell in (x, y)]
            for cell, number, column in ((x, numbers[0], lng), (y, numbers[1], lat)):
                if cell is not None and number is None:
                    faults.append(Fault(row.number, header[column], "not_a_number", FAULTS["not_a_number"]))
            if numbers[0] is not None and numbers[1] is not None:
                (wkb[at],) = of_numbers([numbers[0]], [numbers[1]])
            elif (x is None) != (y is None):
                faults.append(Fault(row.number, None, "half_a_position", FAULTS["half_a_position"]))
    return Batch([row.number for row in rows], columns, wkb, faults)


def _number(cell: Any) -> float | None:
    """A coordinate typed as text is still one, when it is plainly a number."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, str):
        try:
            return (
                float(cell)
                if cell.isascii() and "_" not in cell and cell.strip("+-.0123456789") == ""
                else None
            )
        except ValueError:
            return None
    return float(cell) if isinstance(cell, int | float) else None
