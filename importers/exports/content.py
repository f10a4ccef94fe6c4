"""What a file is made of, whatever its format: columns of few kinds, and rows in chunks that bound the memory."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

CHUNK = 10_000
AREA, POINT = ("Polygon", "MultiPolygon"), ("Point",)


@dataclass(frozen=True)
class Column:
    """``kind`` is text, integer, real or date. ``title`` has at most ten bytes of GBK: a DBF has room for no more."""

    title: str
    kind: str


@dataclass(frozen=True)
class Chunk:
    """``columns[i][n]`` belongs to ``Content.columns[i]``; ``shapes[n]`` is shapely's, EPSG:4490 (lng, lat), or None."""

    columns: list[list[Any]]
    shapes: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.shapes)


@dataclass(frozen=True)
class Content:
    """``name`` goes into files as the layer's, ``title`` is for people. ``families`` are the kinds of geometry that may
    occur (AREA, POINT), the first being that of rows without one. ``chunks`` reads the rows anew at each call.
    ``facts`` are told beside the data: where it is from, its age, the CRS.
    """

    name: str
    title: str
    columns: Sequence[Column]
    families: Sequence[tuple[str, ...]]
    chunks: Callable[[], Iterator[Chunk]]
    facts: Sequence[tuple[str, str]]

    @property
    def titles(self) -> list[str]:
        return [column.title for column in self.columns]
