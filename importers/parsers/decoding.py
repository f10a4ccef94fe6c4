"""Bytes of a file into text. Chinese files are UTF-8 or GB18030 (of which GBK and GB2312 are parts), seldom Big5.

Charset detectors guess short Chinese wrongly, so bytes are tried strictly; nothing is ever replaced. The file has one
encoding, the one in which the fewest cells fail, since a cell alone may be sound in both (“模式” in GBK is valid
UTF-8). Goes along into the sandbox: imports nothing but the standard library.
"""

import re
from collections.abc import Callable
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
    """How well the cells that are not plain ASCII read in each candidate, and five rows to look at.

    ``failing`` cells cannot be decoded. ``unfit`` ones cannot for another reason than that a narrow column cut their
    last character. ``odd`` ones can, but to letters that Chinese lists do not hold: GBK that is taken for UTF-8 looks
    Greek or Arabic, and UTF-8 taken for GBK holds characters that GB2312 leaves out. ``odd`` is asked of a sample.
    A candidate that fails a thousand times where another hardly does is out; how often exactly, nobody asks.
    """

    ENOUGH = 1_000
    SAMPLE = 2_000

    def __init__(self, candidates: tuple[str, ...] = CANDIDATES) -> None:
        self.candidates = candidates
        self.failing = dict.fromkeys(candidates, 0)
        self.unfit = dict.fromkeys(candidates, 0)
        self.odd = dict.fromkeys(candidates, 0)
        self.cells = 0
        self.rows: list[list[bytes]] = []

    def add(self, cells: list[bytes]) -> None:
        joined = b"\0".join(cells)
        if not joined.isascii():
            telling = [cell for cell in cells if not cell.isascii()]
            self.look(joined, len(telling), lambda: telling)

    def look(self, joined: bytes, number: int, telling: Callable[[], list[bytes]]) -> None:
        """So many cells that are not plain ASCII: all of them with something between, and, where that does not settle
        it, each for itself."""
        fewest = min(self.failing.values())
        for encoding in self.candidates:
            if self.failing[encoding] > self.ENOUGH + 10 * fewest:
                continue
            if not sound(joined, encoding):
                self.failing[encoding] += sum(not sound(cell, encoding) for cell in telling())
                self.unfit[encoding] += sum(not fits(cell, encoding) for cell in telling())
            if self.cells < self.SAMPLE:
                sample = telling()[: self.SAMPLE - self.cells]
                self.odd[encoding] += sum(odd(cell, encoding) for cell in sample)
        self.cells += number

    def decide(self, declared: str | None, chosen: str | None = None) -> dict[str, Any]:
        """The encoding with its evidence, as importers.table.Encoding has it (but for the sentence)."""

        def rank(encoding: str) -> tuple[int, int, bool]:
            return self.unfit[encoding], self.odd[encoding], encoding != declared

        picked = chosen or min(self.candidates, key=rank)
        others = [encoding for encoding in self.candidates if encoding != picked]
        clear = all(self.failing[other] > 10 * self.failing.get(picked, 0) for other in others)
        many = self.cells >= 20 and all(self.odd[other] > 10 * self.odd.get(picked, 0) for other in others)
        return {
            "name": picked,
            "cells": self.cells,
            "failing": self.failing,
            "certain": bool(chosen) or not self.cells or picked == declared or clear or many,
            "lies": bool(self.cells and declared and picked != declared and not chosen),
            "previews": {
                encoding: [preview(row, encoding) for row in self.rows] for encoding in self.candidates
            },
        }


def fits(cell: bytes, encoding: str) -> bool:
    """Sound but for a last character that was cut off, with at least one whole one before it."""
    try:
        cell.decode(encoding)
    except UnicodeDecodeError as error:
        cut = error.reason in ("unexpected end of data", "incomplete multibyte sequence")
        return cut and not cell[: error.start].isascii()
    return True


def odd(cell: bytes, encoding: str) -> bool:
    text = cell.decode(encoding, "ignore")
    if encoding == "utf-8":
        return any("\x80" <= letter < "\u2000" and letter not in "·°±×÷" for letter in text)
    try:
        text.encode("gb2312" if encoding == "gb18030" else encoding)
    except UnicodeEncodeError:
        return True
    return False


def sound(cell: bytes, encoding: str) -> bool:
    try:
        cell.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def preview(row: list[bytes], encoding: str) -> list[str | None]:
    return [cell.decode(encoding) if sound(cell, encoding) else None for cell in row]


def decoded(cells: list[bytes], encoding: str) -> tuple[list[str | None], list[int]]:
    """The cells as text, and which of them are not ``encoding``."""
    wrong = [at for at, cell in enumerate(cells) if not sound(cell, encoding)]
    unusable = set(wrong)
    return [None if at in unusable else cell.decode(encoding) for at, cell in enumerate(cells)], wrong
