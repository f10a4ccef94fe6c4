"""Bytes of a file into text. Chinese files are UTF-8 or GB18030 (of which GBK and GB2312 are parts), seldom Big5.

Charset detectors guess short Chinese wrongly, so bytes are tried strictly; nothing is ever replaced. The file has one
encoding, the one in which the fewest cells fail, since a cell alone may be sound in both (“模式” in GBK is valid
UTF-8). Goes along into the sandbox: imports nothing but the standard library.
"""

import re
from typing import Any

CANDIDATES = ("utf-8", "gb18030")
PREVIEW_ROWS = 5
# .cpg files and the like: what is written there -> the codec. GBK is read as GB18030, its superset.
NAMES = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "65001": "utf-8",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
    "936": "gb18030",
    "54936": "gb18030",
    "cp936": "gb18030",
    "euccn": "gb18030",
    "big5": "big5hkscs",
    "950": "big5hkscs",
    "cp950": "big5hkscs",
}
# The language driver in the header of a DBF, offset 29 (dBASE, FoxPro, ESRI).
LANGUAGE_DRIVERS = {0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "big5hkscs", 0x78: "big5hkscs"}


def named(text: str) -> str | None:
    """The codec that a declaration means; None when it says nothing useful here ("ANSI", "ISO-8859-1")."""
    plain = re.sub(r"^(ansi|cp|ms|windows|x)?[\s_-]*(?=\d|gb|utf|euc|big)", "", text.strip().lower())
    return NAMES.get(plain.replace("utf_8", "utf-8").replace("euc-cn", "euccn").replace("big5-hkscs", "big5"))


class Count:
    """How many cells that are not plain ASCII fail in each candidate, and five rows to look at."""

    def __init__(self, candidates: tuple[str, ...] = CANDIDATES) -> None:
        self.candidates = candidates
        self.failing = dict.fromkeys(candidates, 0)
        self.cells = 0
        self.rows: list[list[bytes]] = []

    def add(self, cells: list[bytes]) -> None:
        joined = b"\0".join(cells)
        if joined.isascii():
            return
        self.cells += sum(not cell.isascii() for cell in cells)
        for encoding in self.candidates:
            try:
                joined.decode(encoding)
            except UnicodeDecodeError:
                self.failing[encoding] += sum(not sound(cell, encoding) for cell in cells)

    def decide(self, declared: str | None, chosen: str | None = None) -> dict[str, Any]:
        """The encoding with its evidence, as importers.table.Encoding has it (but for the sentence)."""
        fewest = min(self.failing.values())
        best = [encoding for encoding in self.candidates if self.failing[encoding] == fewest]
        picked = chosen or (declared if declared in best else best[0])
        return {
            "name": picked,
            "cells": self.cells,
            "failing": self.failing,
            "certain": bool(chosen) or not self.cells or len(best) == 1 or declared in best,
            "lies": bool(self.cells and declared and self.failing.get(declared, 0) and picked != declared),
            "previews": {
                encoding: [preview(row, encoding) for row in self.rows] for encoding in self.failing
            },
        }


def sound(cell: bytes, encoding: str) -> bool:
    try:
        cell.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def preview(row: list[bytes], encoding: str) -> list[str | None]:
    return [cell.decode(encoding) if sound(cell, encoding) else None for cell in row]


def tunnelled(cells: list[str | None], encoding: str) -> tuple[list[str | None], list[int]]:
    """Cells that GDAL read as ISO-8859-1, one character a byte, as text; and which of them are not ``encoding``."""
    given = [cell if cell is not None else "" for cell in cells]
    joined = "\0".join(given)
    if joined.isascii():
        return cells, []
    decoded: list[str | None]
    try:
        decoded = list(joined.encode("latin-1").decode(encoding).split("\0"))
        wrong: list[int] = []
    except UnicodeDecodeError:
        raw = [cell.encode("latin-1") for cell in given]
        wrong = [at for at, cell in enumerate(raw) if not sound(cell, encoding)]
        unusable = set(wrong)
        decoded = [None if at in unusable else cell.decode(encoding) for at, cell in enumerate(raw)]
    if len(decoded) != len(cells):  # a cell holds NUL itself
        raise SystemExit("nul")
    return [None if given is None else cell for given, cell in zip(cells, decoded, strict=True)], wrong
