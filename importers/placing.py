"""The (x, y) of each row as the file has them: two columns, or the points of its geometry."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from importers.cells import Wrong, shown
from importers.position import Pair, number
from importers.report import Problem
from importers.source import Rows

WKB_POINT = 21
POINT = "0101000000"


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
        if self.from_columns:
            return self._from_columns(rows, problems)
        if rows.shapes is None:
            return [None] * len(rows)
        return self._from_shapes(rows, problems)

    def _from_columns(self, rows: Rows, problems: list[Problem]) -> list[Pair | None]:
        sides: list[list[float | None]] = []
        for name in ("lat", "lng") if self.swap else ("lng", "lat"):
            cells, title = rows.columns[self.at[name]], self.mapping[name]
            try:
                values = _plain_numbers(cells)
                sides.append(values)  # type: ignore[arg-type]
            except (ValueError, TypeError):
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
        plain = _plain_points(rows.shapes)
        if plain is not None:
            return [(y, x) if self.swap else (x, y) for x, y in plain]
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


def _plain_points(shapes: Sequence[str | None]) -> list[Pair] | None:
    """The points of a batch that has nothing else, at once: little-endian OGC WKB, 21 bytes each. None for any other."""
    if None in shapes:
        return None
    together = "".join(shapes)  # type: ignore[arg-type]
    if len(together) != WKB_POINT * 2 * len(shapes) or not all(
        shape and shape.startswith(POINT) for shape in shapes
    ):
        return None
    table = np.frombuffer(bytes.fromhex(together), dtype=[("head", "V5"), ("x", "<f8"), ("y", "<f8")])
    if not (np.isfinite(table["x"]).all() and np.isfinite(table["y"]).all()):
        return None
    return list(zip(table["x"].tolist(), table["y"].tolist(), strict=True))


def _plain_numbers(cells: Sequence[Any]) -> list[float]:
    """A column of nothing but finite numbers, at once. Raises ValueError or TypeError for any other."""
    if any(isinstance(cell, str) for cell in cells):
        together = "".join(cells)
        # float() would also read 1_0 and full-width digits.
        if "" in cells or not together.isascii() or "_" in together:
            raise ValueError
    values = list(map(float, cells))
    if not all(map(_is_finite, values)):
        raise ValueError
    return values


def _is_finite(value: float) -> bool:
    return value - value == 0.0
