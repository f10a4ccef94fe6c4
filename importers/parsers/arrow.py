"""Columns of an Arrow batch as lists, straight from its buffers: a generic iterator costs more than all the rest.

Goes along into the sandbox.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

NUMBERS = {"INT16": "<i2", "INT32": "<i4", "INT64": "<i8", "FLOAT": "<f4", "DOUBLE": "<f8"}


def stream_of(batches: Any) -> Iterator[Any]:
    import nanoarrow

    yield from nanoarrow.ArrayStream(batches)


def child(batch: Any, name: str) -> Any:
    return batch.child([field.name for field in batch.schema.fields].index(name))


def tunnelled(array: Any) -> tuple[bytes, Any]:
    """Text that GDAL took for ISO-8859-1: the bytes of all cells as they are in the file, and where each begins.

    GDAL wrote the upper half of the code page as two bytes, so each offset moves by the second ones before it.
    """
    data, offsets = content(array)
    if data.isascii():
        return data, offsets
    second = np.cumsum((np.frombuffer(data, dtype="u1") & 0xC0) == 0x80)
    before = np.concatenate(([0], second))
    return data.decode().encode("latin-1"), offsets - before[offsets]


def lines(raw: bytes, begins: Any) -> bytes | None:
    """The cells, a line each, so that they are decoded and split at once; None when one holds a line break itself.

    No encoding of Chinese has that byte within a character, and none goes on across it.
    """
    if b"\n" in raw:
        return None
    breaks = begins[1:-1] + np.arange(max(len(begins) - 2, 0))
    together = np.empty(len(raw) + len(breaks), dtype="u1")
    kept = np.ones(len(together), dtype=bool)
    together[breaks], kept[breaks] = 10, False
    together[kept] = np.frombuffer(raw, dtype="u1")
    return together.tobytes()


def cells(raw: bytes, begins: Any) -> list[bytes]:
    return [raw[begin:end] for begin, end in pairwise(begins.tolist())]


def blobs(array: Any) -> list[bytes | None]:
    data, offsets = content(array)
    return _with_nulls(array, [data[begin:end] for begin, end in pairwise(offsets.tolist())])


def others(array: Any) -> list[Any]:
    """Numbers by their buffer; truths, dates and lists by the generic iterator."""
    kind = NUMBERS.get(array.schema.type.name)
    if kind is None or array.offset:
        return list(array.iter_py())
    values = np.frombuffer(array.buffer(1), dtype=kind)[: len(array)]
    return _with_nulls(array, values.tolist())


def record_numbers(array: Any) -> Any:
    """The numbers of GDAL from 0 as records are counted, from 1; a range where none is left out."""
    numbers = others(array)
    if numbers and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        return range(numbers[0] + 1, numbers[-1] + 2)
    return [number + 1 for number in numbers]


def nulls(array: Any) -> list[int]:
    """The positions without a value."""
    validity = np.frombuffer(array.buffer(0), dtype="u1")
    if not len(validity):
        return []
    given = np.unpackbits(validity, bitorder="little")[array.offset : array.offset + len(array)]
    return [int(at) for at in np.flatnonzero(given == 0)]


def content(array: Any) -> tuple[bytes, Any]:
    """The bytes of all cells and where each begins; behind them the end."""
    raw = bytes(memoryview(array.buffer(1)))
    wide = len(raw) >= 8 * (array.offset + len(array) + 1)
    offsets = np.frombuffer(raw, dtype="<i8" if wide else "<i4")
    offsets = offsets[array.offset : array.offset + len(array) + 1].astype("i8")
    if not len(offsets):
        return b"", np.zeros(1, dtype="i8")
    data = bytes(memoryview(array.buffer(2)))[int(offsets[0]) : int(offsets[-1])]
    return data, offsets - offsets[0]


def _with_nulls(array: Any, cells: list[Any]) -> list[Any]:
    for at in nulls(array):
        cells[at] = None
    return cells
