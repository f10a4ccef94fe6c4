"""What a dataset wants of a sheet: its columns by their titles, and every fault of every cell at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from geo.errors import BadInput
from importers.cells import Reader, Wrong, shown
from importers.report import ERROR, SUGGESTION, Problem
from importers.sheet import Cell, Sheet

MARK = "标记"
SAMPLE = "示例"


@dataclass(frozen=True)
class Column:
    """``title`` is what stands above it; ``read`` see importers.cells; ``options`` become a drop-down.

    ``synonyms`` are what else stands above such a column in files of others (importers.mapping).
    """

    name: str
    title: str
    read: Reader
    required: bool = False
    example: str = ""
    help: str = ""
    width: int = 16
    options: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()


@dataclass
class Record:
    """One row: ``values`` by column name, None for an empty cell; what has a problem is not among them."""

    row: int
    cells: dict[str, Cell]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def fault(self, column: Column, reason: str, suggestion: str = "") -> None:
        value = shown(self.cells.get(column.name, ""))
        self.problems.append(Problem(self.row, column.title, value, reason, suggestion))


def read_records(sheet: Sheet, columns: Sequence[Column]) -> tuple[list[Record], list[int]]:
    """The rows, and the numbers of those that are examples. Raises BadInput("file") for a header that is another's."""
    places = _places(sheet.header, columns)
    records, samples = [], []
    for row in sheet.rows:
        cells = {name: row.cells[at] for name, at in places.items() if at < len(row.cells)}
        mark = cells.pop(MARK, "")
        record = Record(row.number, cells)
        if mark == SAMPLE and _is_the_example(cells, columns):
            samples.append(row.number)
            continue
        if mark != "":
            # Typed over the example and left its mark: dropped without a word, it would be missed too late.
            record.problems.append(
                Problem(row.number, MARK, shown(mark), "标着“示例”的行不导入，内容却改过", "清空这一格")
            )
        _read(record, columns)
        records.append(record)
    if not records:
        raise BadInput("file", "表里只有标题和示例，没有要导入的行")
    return records, samples


def _read(record: Record, columns: Iterable[Column]) -> None:
    for column in columns:
        cell = record.cells.get(column.name, "")
        if cell == "":
            if column.required:
                record.fault(column, f"请填写{column.title}", column.help)
            else:
                record.values[column.name] = None
            continue
        try:
            record.values[column.name] = column.read(cell)
        except Wrong as wrong:
            record.fault(column, wrong.reason, wrong.suggestion)


def _is_the_example(cells: dict[str, Cell], columns: Iterable[Column]) -> bool:
    return all(shown(cells.get(column.name, "")) == column.example for column in columns)


def _places(header: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Name → place in the row. An error workbook comes back with its two columns; they are not read."""
    names = {column.title: column.name for column in columns} | {MARK: MARK}
    titles = [title.replace("*", "").strip() for title in header]
    unknown = [title for title in titles if title and title not in {*names, ERROR, SUGGESTION}]
    missing = [column.title for column in columns if column.required and column.title not in titles]
    twice = sorted({title for title in titles if title and titles.count(title) > 1})
    problems = [
        f"{what}：{'、'.join(found)[:200]}"
        for what, found in (("缺少列", missing), ("认不出的列", unknown), ("重复的列", twice))
        if found
    ]
    if problems:
        raise BadInput("file", "第一行应是模板的标题；" + "；".join(problems))
    return {names[title]: at for at, title in enumerate(titles) if title in names}
