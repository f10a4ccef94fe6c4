"""The (x, y) of each row as the file has them: two columns, or the points of its geometry."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from importers.cells import Wrong, shown
from importers.position import Pair, number
from importers.report import Problem
from importers.source import Rows
from importers.table import Points

POINT = (1, 1, 0, 0, 0)
DIGITS = re.compile(r"[0-9.,eE+-]*", re.ASCII)


class Placing:
    """``mapping``: column of the dataset → title in the file. Columns of coordinates come before the geometry: whoever
    adds them to a GIS file means them. ``swap``: x and y stand in each other's place."""

    def __init__(self, header: list[str], mapping: dict[str, str], has_shapes: bool, *, swap: bool) -> None:
        self.mapping, self.swap = mapping, swap
        self.from_columns = {"lng", "lat"} <= set(mapping)
        self.is_placed = self.from_columns or has_shapes
        self.at = {name: header.index(mapping[name]) for name in ("lng", "lat") if name in mapping}

    def pairs(self, rows: Rows, problems: list[Problem]) -> list[Pair | None]:
        """(x, y) of each row as the file has them; None where there is none, with the reason when that is a fault."""
        plain = self.plain(rows)
        if plain is not None:
            return list(map(tuple, plain.tolist()))
        if self.from_columns:
            return self._from_columns(rows, problems)
        if rows.shapes is None:
            return [None] * len(rows)
        return self._from_shapes(rows, problems)

    def plain(self, rows: Rows) -> NDArray[np.float64] | None:
        """(x, y) of each row as an array of n by 2; None unless every row has one that needs no second look."""
        if self.from_columns:
            sides = [_plain_numbers(rows.columns[self.at[name]]) for name in ("lng", "lat")]
            found = None if sides[0] is None or sides[1] is None else np.column_stack(sides)  # type: ignore[arg-type]
        else:
            found = None if rows.shapes is None else _plain_points(rows.shapes)
        return found[:, ::-1] if found is not None and self.swap else found

    def _from_columns(self, rows: Rows, problems: list[Problem]) -> list[Pair | None]:
        sides: list[list[float | None]] = []
        for name in ("lat", "lng") if self.swap else ("lng", "lat"):
            cells, title = rows.columns[self.at[name]], self.mapping[name]
            sides.append(
                [
                    self._number(cell, title, row, problems)
                    for cell, row in zip(cells, rows.numbers, strict=True)
                ]
            )
        return [None if x is None or y is None else (x, y) for x, y in zip(*sides, strict=True)]

    @staticmethod
    def _number(cell: Any, title: str, row: int, problems: list[Problem]) -> float | None:
        if cell == "" or cell is None:
            return None
        try:
            return number(cell)
        except Wrong as wrong:
            problems.append(
                Problem(row, title, shown(cell)[:200], wrong.reason, wrong.suggestion, "bad_coordinate")
            )
            return None

    def _from_shapes(self, rows: Rows, problems: list[Problem]) -> list[Pair | None]:
        assert rows.shapes is not None
        found: list[Pair | None] = []
        shapes = shapely.from_wkb(list(rows.shapes), on_invalid="ignore")
        for row, shape in zip(rows.numbers, shapes.tolist(), strict=True):
            if shape is None or shape.is_empty:
                found.append(None)
                continue
            if shape.geom_type == "MultiPoint" and len(shape.geoms) == 1:
                shape = shape.geoms[0]
            if shape.geom_type != "Point" or not (_is_finite(shape.x) and _is_finite(shape.y)):
                problems.append(
                    Problem(
                        row,
                        "图形",
                        shape.geom_type,
                        "网点应是一个点",
                        "取中心点或门口的位置后再传",
                        "not_a_point",
                    )
                )
                found.append(None)
                continue
            found.append((shape.y, shape.x) if self.swap else (shape.x, shape.y))
        return found


def _plain_points(shapes: Sequence[str | None]) -> NDArray[np.float64] | None:
    """The points of a batch that has nothing else, at once: little-endian OGC WKB, 21 bytes each."""
    try:
        is_even = isinstance(shapes, Points) or {*map(len, shapes)} == {Points.EACH}  # type: ignore[arg-type]
        raw = bytes.fromhex(shapes.text if isinstance(shapes, Points) else "".join(shapes))  # type: ignore[arg-type]
    except (TypeError, ValueError):  # a row without
        return None
    if not is_even or len(raw) * 2 != Points.EACH * len(shapes):
        return None
    table = np.frombuffer(raw, dtype=[("head", "u1", 5), ("at", "<f8", 2)])
    found: NDArray[np.float64] = table["at"]
    return found if (table["head"] == POINT).all() and np.isfinite(found).all() else None


def _plain_numbers(cells: Sequence[Any]) -> NDArray[np.float64] | None:
    """A column of nothing but finite numbers, at once."""
    try:
        together = ",".join(cells)
    except TypeError:
        if not all(isinstance(cell, float | int) and not isinstance(cell, bool) for cell in cells):
            return None
        values = cells
    else:
        # Digits alone: JSON would also take a truth or a bracket, float() 1_0 and full-width digits.
        if not DIGITS.fullmatch(together):
            return None
        try:
            values = orjson.loads(f"[{together}]")
        except orjson.JSONDecodeError:
            return None
    try:
        found = np.array(values, dtype=float)
    except OverflowError:
        return None
    return found if len(found) == len(cells) and np.isfinite(found).all() else None


def _is_finite(value: float) -> bool:
    return value - value == 0.0
