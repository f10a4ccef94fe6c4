"""How a name is read: the library's readings, several where a character has several, and the overrides of a file.

Of the readings that a library knows for a character most are rare; the likeliest stand first and few are kept.
"""

import csv
from functools import lru_cache
from itertools import islice, product
from pathlib import Path

from pypinyin import Style, lazy_pinyin, pinyin

MOST = 8


def readings(name: str, stem: str, overrides: dict[str, list[str]]) -> list[tuple[str, bool]]:
    """(syllables with spaces between, is it an override?) of ``name``, at most MOST.

    Only the ``stem`` (the short name that it begins with) has several; 村委会 and 镇 are read in one way. An
    override of a part of the stem is put into its place.
    """
    if not name.startswith(stem):
        stem = name
    suffix = in_context(name.removeprefix(stem))
    parts = sorted((part for part in overrides if part in stem), key=len, reverse=True)
    if not parts:
        return [(joined(reading, suffix), False) for reading in of_stem(stem)]
    before, after = stem.split(parts[0], 1)
    return [
        (joined(in_context(before), reading, in_context(after), suffix), True)
        for reading in overrides[parts[0]]
    ]


@lru_cache(maxsize=8192)
def of_stem(stem: str) -> tuple[str, ...]:
    """The reading in context first, then other combinations of what its characters may sound like."""
    choices = [of_character(character) for character in stem.lower()]
    others = (" ".join(reading) for reading in islice(product(*choices), MOST))
    return tuple(dict.fromkeys([in_context(stem), *others]))[:MOST]


@lru_cache(maxsize=4096)
def of_character(character: str) -> list[str]:
    return list(dict.fromkeys(pinyin(character, style=Style.NORMAL, heteronym=True)[0]))


@lru_cache(maxsize=8192)
def in_context(text: str) -> str:
    return " ".join(lazy_pinyin(text.lower(), style=Style.NORMAL)) if text else ""


def joined(*parts: str) -> str:
    return " ".join(filter(None, parts))


def read_overrides(path: Path) -> dict[str, list[str]]:
    """characters → readings, from a file with the columns name,reading: 长山,chang shan. {} without a file."""
    overrides: dict[str, list[str]] = {}
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                overrides.setdefault(row["name"].strip(), []).append(" ".join(row["reading"].split()))
    return overrides
