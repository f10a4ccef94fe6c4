"""A column of cells → what the dataset makes of them, with every fault beside its row.

Columns of text are looked at as one; where that does not settle it, each different cell is read once.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import orjson

from importers.cells import Wrong, shown
from importers.columns import Column
from importers.report import Problem
from importers.sheet import Cell

# So many different cells of a column are remembered; a column of remarks repeats none.
KNOWN = 20_000


class Judge:
    """Of one column, through all batches of a file. ``title`` is what stands above it there."""

    def __init__(self, column: Column, title: str) -> None:
        self.column, self.title = column, title
        self.known: dict[Any, Any] = {}
        # Of cells that are text, those without a fault.
        self.sound: dict[str, str | None] = {"": None}
        self.whole = getattr(column.read, "whole", None)

    def values(
        self, cells: Sequence[Cell], numbers: Sequence[int], problems: list[Problem]
    ) -> Sequence[str | None]:
        """One text for each cell (see ``staged``), None or "" for an empty one, None for one that is at fault."""
        if self.whole is not None and (whole := self.whole(cells)) is not None:
            return whole  # type: ignore[no-any-return]
        try:
            # A column of categories has a dozen different cells, each of which was read.
            return [self.sound[cell] for cell in cells]
        except (KeyError, TypeError):
            pass
        return [self._value(cell, number, problems) for cell, number in zip(cells, numbers, strict=True)]

    def _value(self, cell: Cell, number: int, problems: list[Problem]) -> str | None:
        if cell == "" or cell is None:
            return None
        found = self._read(cell)
        if isinstance(found, Wrong):
            problems.append(
                Problem(number, self.title, shown(cell)[:200], found.reason, found.suggestion, "bad_value")
            )
            return None
        return found  # type: ignore[no-any-return]

    def _read(self, cell: Cell) -> Any:
        # 1, 1.0 and True are one key of a dict, and three cells.
        key = cell if isinstance(cell, str) else (type(cell), repr(cell))
        try:
            return self.known[key]
        except KeyError:
            pass
        try:
            found: Any = staged(self.column.read(cell))
        except Wrong as wrong:
            found = wrong
        if len(self.known) < KNOWN:
            self.known[key] = found
            if isinstance(cell, str) and not isinstance(found, Wrong):
                self.sound[cell] = found
        return found


def staged(value: Any) -> str:
    """As text for the stage: dates in ISO form, truth and lists as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    return orjson.dumps(value).decode()
