"""What a file holds, whatever its format: fields, encoding, CRS as declared, and rows in batches of columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

import orjson

from geo.errors import BadInput
from importers.declared_crs import DeclaredCrs

# What is wrong with one cell or geometry, by the code that the parser gives.
FAULTS = {
    "encoding": "这一格的字节不是 {encoding}，无法读出",
    "nul": "含有空字符（NUL）",
    "not_finite": "不是有限的数",
    "not_a_number": "不是数字（应为半角数字，不带单位）",
    "half_a_position": "经度和纬度只填了一个",
    "wkt": "不是正确的 WKT 图形",
    "geometry": "图形无法读取：环未闭合、点太少，或是曲线",
    "coordinates": "坐标不是有限的数",
    "empty": "图形是空的",
    "vertices": "一个图形超过 100 万个点",
    "cells": "列数与表头不符",
    "range": "经纬度超出范围",
}


@dataclass(frozen=True)
class Field:
    """``type`` is text, integer, real, date, time, datetime, boolean or list."""

    name: str
    type: str


@dataclass(frozen=True)
class TableLayer:
    """One layer of the file; ``count`` and ``geometry`` are None where only reading would tell."""

    name: str
    count: int | None = None
    geometry: str | None = None


@dataclass(frozen=True)
class Encoding:
    """How bytes became text, and why. ``declared`` is what .cpg, the DBF header or a BOM says, as it says it.

    ``lies`` is True when the text is not in what was declared. ``certain`` is False when another encoding reads it
    as well: show ``previews`` then. ``previews`` holds for each candidate up to five rows, None for an unreadable cell.
    """

    name: str
    declared: str | None = None
    why: str = ""
    lies: bool = False
    certain: bool = True
    previews: dict[str, list[list[str | None]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """``row`` as the file counts; ``column`` is a field's name, None for the geometry or the whole row."""

    row: int
    column: str | None
    code: str
    message: str


class Points(Sequence[str]):
    """Shapes that are all points, as one text: hexadecimal WKB of 42 signs each."""

    EACH = 42

    def __init__(self, text: str) -> None:
        self.text = text

    def __len__(self) -> int:
        return len(self.text) // self.EACH

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            begin, end, _ = at.indices(len(self))
            return Points(self.text[begin * self.EACH : end * self.EACH])
        if not 0 <= at < len(self):
            raise IndexError(at)
        return self.text[at * self.EACH : (at + 1) * self.EACH]


@dataclass(frozen=True)
class Batch:
    """Some thousand rows. ``columns[i][n]`` belongs to ``fields[i]``; ``wkb[n]`` is hexadecimal WKB, 2D, x before y.

    A cell or geometry that cannot be used is None and has its entry in ``faults``. ``numbers`` are the rows' numbers
    in the file: Excel's and a text file's line, a record's number from 1 elsewhere.
    """

    numbers: Sequence[int]
    columns: list[list[Any]]
    wkb: Sequence[str | None]
    faults: list[Fault]

    def __len__(self) -> int:
        return len(self.numbers)

    def copy_lines(self, fields: Sequence[Field]) -> Iterator[tuple[int, bytes, str | None]]:
        """(row number, JSON object of the attributes, hexadecimal WKB) for each row: what a stage takes."""
        names = [field.name for field in fields]
        dumps = orjson.dumps
        for number, wkb, *cells in zip(self.numbers, self.wkb, *self.columns, strict=True):
            yield number, dumps(dict(zip(names, cells, strict=True))), wkb


@dataclass
class Table:
    """One layer of a file that was opened; see importers.open.open_table.

    ``format`` is the Chinese name for people, ``driver`` the one program that read it. ``geometry_types`` are the
    names that the format declares ("Polygon", "Unknown" for mixed ones), empty for a table without geometry.
    ``coordinate_fields`` names the columns that the geometry of a text file or sheet was made of. ``notes`` are
    sentences for the report: what was left aside, what was dropped.
    """

    format: str
    driver: str
    file_name: str
    layer: str
    layers: list[TableLayer]
    fields: list[Field]
    encoding: Encoding
    crs: DeclaredCrs
    count: int | None
    geometry_types: list[str]
    coordinate_fields: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _batches: Iterator[Batch] = field(default_factory=lambda: iter(()), repr=False)

    def batches(self) -> Iterator[Batch]:
        """The rows, once, while the table is open. Raises BadInput in the middle when the rest cannot be read."""
        return self._batches


def batch_of(frame: bytes, fields: Sequence[Field], encoding: str, file_name: str) -> Batch:
    """A batch from what the child wrote. Raises BadInput when it does not fit the fields: the child is not trusted."""
    broken = BadInput("file", f"{file_name}：文件损坏，无法读取")
    try:
        given = orjson.loads(frame)
        first, numbers = given.get("first"), given.get("numbers")
        wkb, columns = given["wkb"], [_cells(column) for column in given["columns"]]
        wkb = Points(wkb) if isinstance(wkb, str) else wkb
        numbers = range(first, first + len(wkb)) if numbers is None else numbers
        if len(columns) != len(fields) or any(len(cells) != len(wkb) for cells in (numbers, *columns)):
            raise broken
        faults = [
            Fault(
                int(row),
                None if column is None else fields[column].name,
                code,
                FAULTS[code].format(encoding=encoding.upper()),
            )
            for row, column, code in given["faults"]
        ]
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        if error is broken:
            raise
        raise broken from error
    return Batch(numbers, columns, wkb, faults)


def _cells(column: Any) -> list[Any]:
    """A column of texts comes as one, a line each, with the positions of the nulls: a million strings less to carry."""
    if isinstance(column, list):
        return column
    cells: list[Any] = column["text"].split("\n")
    for at in column["nulls"]:
        cells[at] = None
    return cells
