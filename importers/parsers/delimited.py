"""A text table (CSV, TSV and their kin), read as a stream. Runs in the sandbox.

Arguments: chosen encoding or None, delimiter or None, lng, lat, wkt (names of columns, or None), names of columns that
mean a coordinate (lng_names, lat_names, wkt_names), points (whether two columns become one), batch_rows,
most_columns. Emits ``table``, ``batch`` frames and ``end``; a refusal with a row emits ``at`` before it leaves.
"""

import codecs
import csv
import json
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from importers.parsers import decoding

Emit = Callable[[str, bytes], None]

BLOCK = 1 << 20
DELIMITERS = ",\t;|"
MOST_CELL = 1 << 20
MOST_BATCH = 4 << 20  # characters
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def main(source: str, arguments: dict[str, Any], emit: Emit) -> None:
    import orjson

    csv.field_size_limit(MOST_CELL)
    encoding = decide_encoding(source, arguments["chosen"])
    codec = encoding.pop("codec")
    with open(source, encoding=codec, errors="surrogateescape", newline="") as text:
        reading = Reading(text, arguments, emit)
        try:
            header = reading.begin()
            emit("table", orjson.dumps({**header, "encoding": encoding}))
            for batch in reading.batches():
                emit("batch", orjson.dumps(batch))
        except csv.Error:
            emit("at", json.dumps({"row": reading.reader.line_num}).encode())
            raise SystemExit("cell") from None
        except UnicodeError:
            raise SystemExit("encoding") from None
    emit("end", b"{}")


def decide_encoding(path: str, chosen: str | None) -> dict[str, Any]:
    """A BOM decides; else the lines are counted that are not UTF-8, and those that are not GB18030. A preview shows
    lines: a delimiter can be the second byte of a character of GBK."""
    with open(path, "rb") as file:
        head = file.read(4)
        bom = next((codec for mark, codec in BOMS if head.startswith(mark)), None)
        declared = {"utf-8-sig": "utf-8", "utf-16": "utf-16"}.get(bom or "")
        if bom and not chosen:
            evidence: dict[str, Any] = {
                "name": declared,
                "declared": "BOM",
                "cells": 0,
                "failing": {},
                "certain": True,
            }
            return {**evidence, "lies": False, "previews": {}, "codec": bom}
        file.seek(0)
        count = decoding.Count()
        for lines in blocks_of_lines(file):
            count.add(lines)
            if len(count.rows) < decoding.PREVIEW_ROWS:
                telling = [[line.rstrip(b"\r\n")] for line in lines if not line.isascii()]
                count.rows += telling[: decoding.PREVIEW_ROWS - len(count.rows)]
    decided = count.decide(None, chosen)
    same = bom == "utf-8-sig" and decided["name"] == "utf-8"
    return {**decided, "declared": "BOM" if bom else None, "codec": bom if same else decided["name"]}


def blocks_of_lines(file: Any) -> Iterator[list[bytes]]:
    """Some thousand lines; a single line without end meets the limit of memory."""
    while lines := file.readlines(BLOCK):
        yield lines


class Reading:
    def __init__(self, text: Any, arguments: dict[str, Any], emit: Emit) -> None:
        self.text, self.arguments, self.emit = text, arguments, emit
        self.names: list[str] = []
        self.characters = 0
        self.x: int | None = None
        self.y: int | None = None
        self.wkt: int | None = None

    def begin(self) -> dict[str, Any]:
        first = self.text.readline(MOST_CELL)
        self.lines = 1
        delimiter = self.arguments["delimiter"]
        if first.lower().startswith("sep=") and len(first.rstrip("\r\n")) == 5:  # Excel's own hint
            delimiter = delimiter or first[4]
            first = self.text.readline(MOST_CELL)
            self.lines = 2
        if not first.strip():
            raise SystemExit("no_header")
        delimiter = delimiter or most_frequent(first)
        self.offset = self.lines - 1
        self.reader = csv.reader(self.with_first(first), delimiter=delimiter, strict=True)
        self.names = [name.strip() for name in next(self.reader)]
        while self.names and not self.names[-1]:
            self.names.pop()
        if len(self.names) > self.arguments["most_columns"]:
            raise SystemExit("columns")
        if not self.names:
            raise SystemExit("no_header")
        if any(not name for name in self.names):
            raise SystemExit("unnamed_column")
        if any(surrogate(name) for name in self.names):
            raise SystemExit("encoding")
        self.find_coordinates()
        used = [self.names[at] for at in (self.x, self.y, self.wkt) if at is not None]
        return {"fields": self.names, "delimiter": delimiter, "coordinate_fields": used}

    def with_first(self, first: str) -> Iterator[str]:
        yield first
        for line in self.text:
            self.characters += len(line)
            yield line

    def find_coordinates(self) -> None:
        plain = [name.lower().replace(" ", "") for name in self.names]

        def find(kind: str) -> int | None:
            if self.arguments[kind] is not None:
                if self.arguments[kind] not in self.names:
                    raise SystemExit("no_such_column")
                return self.names.index(self.arguments[kind])
            return next(
                (plain.index(name) for name in self.arguments[f"{kind}_names"] if name in plain), None
            )

        self.x, self.y = find("lng"), find("lat")
        if self.x is None or self.y is None:
            self.x = self.y = None
            self.wkt = find("wkt")

    def batches(self) -> Iterator[dict[str, Any]]:
        width, most = len(self.names), self.arguments["batch_rows"]
        numbers: list[int] = []
        rows: list[list[str]] = []
        faults: list[tuple[int, int | None, str]] = []
        reader, shift = self.reader, 1 + self.offset
        before = reader.line_num
        for row in reader:
            number, before = before + shift, reader.line_num
            if len(row) != width:
                if not any(row):
                    continue
                if any(row[width:]) or len(row) < width:
                    faults.append((number, None, "cells"))
                row = (row + [""] * width)[:width]
            elif not row[0] and not any(row):
                continue
            numbers.append(number)
            rows.append(row)
            if len(rows) >= most or self.characters > MOST_BATCH:
                yield self.batch(numbers, rows, faults)
                numbers, rows, faults, self.characters = [], [], [], 0
        if rows:
            yield self.batch(numbers, rows, faults)

    def batch(
        self, numbers: list[int], rows: list[list[str]], faults: list[tuple[int, int | None, str]]
    ) -> dict[str, Any]:
        width = len(self.names)
        every = [*chain.from_iterable(rows)]
        columns: list[list[Any]] = [every[at::width] for at in range(width)]
        told: list[Any] = []
        for at, cells in enumerate(columns):
            joined = "\n".join(cells)
            is_sound = "\0" not in joined and (joined.isascii() or not surrogate(joined))
            if not is_sound:
                for row, cell in enumerate(cells):
                    if "\0" in cell or surrogate(cell):
                        faults.append((numbers[row], at, "nul" if "\0" in cell else "encoding"))
                        cells[row] = None
            is_plain = is_sound and joined.count("\n") == len(cells) - 1
            told.append({"text": joined, "nulls": []} if is_plain else cells)
        wkb: list[str | None] | str = [None] * len(rows)
        if self.x is not None and self.y is not None:
            if self.arguments["points"]:
                wkb = self.points(numbers, columns[self.x], columns[self.y], faults)
        elif self.wkt is not None:
            wkb = self.shapes(numbers, columns[self.wkt], faults)
        return {"numbers": numbers, "columns": told, "wkb": wkb, "faults": faults}

    def points(
        self, numbers: list[int], xs: list[Any], ys: list[Any], faults: list[tuple[int, int | None, str]]
    ) -> list[str | None]:
        import numpy as np

        from importers.parsers import geometry

        x, wrong_x = as_numbers(xs)
        y, wrong_y = as_numbers(ys)
        for at, column in ((wrong_x, self.x), (wrong_y, self.y)):
            faults += [(numbers[row], column, code) for row, code in at]
        wkb: list[str | None] = list(geometry.of_numbers(x, y))
        usable = np.isfinite(x) & np.isfinite(y)
        half = np.isfinite(x) ^ np.isfinite(y)
        named = {row for row, _ in (*wrong_x, *wrong_y)}
        faults += [
            (numbers[row], None, "half_a_position")
            for row in np.flatnonzero(half).tolist()
            if row not in named
        ]
        for row in np.flatnonzero(~usable).tolist():
            wkb[row] = None
        return wkb

    def shapes(
        self, numbers: list[int], texts: list[Any], faults: list[tuple[int, int | None, str]]
    ) -> list[str | None] | str:
        import numpy as np
        import shapely

        from importers.parsers import geometry

        given = [text or None for text in texts]
        read = shapely.from_wkt(np.array(given, dtype=object), on_invalid="ignore")
        faults += [
            (numbers[row], self.wkt, "wkt")
            for row, text in enumerate(given)
            if text is not None and read[row] is None
        ]
        wkb, wrong, _ = geometry.hexadecimal(list(shapely.to_wkb(read)))
        faults += [(numbers[row], self.wkt, code) for row, code in wrong]
        return wkb


def surrogate(text: str) -> bool:
    """Whether a byte that is not of the encoding stands in it (surrogateescape)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def most_frequent(line: str) -> str:
    """The delimiter of the header, outside quotes; a comma when there is one column only."""
    bare = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=lambda delimiter: (bare.count(delimiter), -DELIMITERS.index(delimiter)))


def as_numbers(cells: list[Any]) -> tuple[Any, list[tuple[int, str]]]:
    """Numbers, NaN for what is empty or none; which are wrong. Python takes １ and 1_0 for numbers; a file may not."""
    import numpy as np

    joined = "".join(cell or "" for cell in cells)
    if joined.isascii() and "_" not in joined and "" not in cells and None not in cells:
        try:
            numbers = np.array(list(map(float, cells)))
            if np.isfinite(numbers).all():
                return numbers, []
        except ValueError:
            pass
    numbers, wrong = np.full(len(cells), np.nan), []
    for at, cell in enumerate(cells):
        text = (cell or "").strip()
        if not text:
            continue
        try:
            if not text.isascii() or "_" in text:
                raise ValueError
            number = float(text)
        except ValueError:
            wrong.append((at, "not_a_number"))
            continue
        if np.isfinite(number):
            numbers[at] = number
        else:
            wrong.append((at, "not_finite"))
    return numbers, wrong
