"""Which file of the zip a row of the index means: by its exact name, or by the 文号 that it is named by. Never nearly."""

import unicodedata
from collections.abc import Sequence

from geo.errors import BadInput
from importers.archive import Entry
from importers.columns import Record
from importers.report import Problem
from layers.land.document_number import normalise


def matched(
    entries: Sequence[Entry], records: Sequence[Record]
) -> tuple[list[tuple[Record, Entry]], list[Problem]]:
    """Each row with its file; a row without a file and a file without a row are problems, and so is a file of two."""
    by_name: dict[str, list[Entry]] = {}
    for entry in entries:
        for name in {entry.name, entry.base}:
            by_name.setdefault(unicodedata.normalize("NFC", name), []).append(entry)
    by_number: dict[str, list[Entry]] = {}
    for entry in entries:
        if number := _number(entry.base.rpartition(".")[0]):
            by_number.setdefault(number, []).append(entry)
    found: list[tuple[Record, Entry]] = []
    problems: list[Problem] = []
    taken: dict[str, int] = {}
    for record in records:
        name, number = record.values["file"], record.values["doc_no"]
        there = by_name.get(name, []) if name else by_number.get(normalise(number), []) if number else []
        column, value = ("文件名", name) if name else ("文号", number or "")
        if len(there) != 1:
            why = "压缩包里有几个这样的文件" if there else "压缩包里没有这个文件"
            advice = "写上文件夹，如 公告/1.pdf" if there else "文件名要与压缩包里的一样，连扩展名"
            problems.append(Problem(record.row, column, value or "", why, advice, "no_file"))
        elif (first := taken.setdefault(there[0].name, record.row)) != record.row:
            problems.append(
                Problem(record.row, column, value or "", f"与第 {first} 行是同一个文件", "一个文件写一行", "duplicate_row")
            )  # fmt: skip
        else:
            found.append((record, there[0]))
    named = {entry.name for _, entry in found} | {*taken}
    problems += [
        Problem(None, "文件名", entry.name, f"索引里没有“{entry.name}”", "在索引里加一行，或从压缩包里去掉", "no_row")
        for entry in entries
        if entry.name not in named
    ]  # fmt: skip
    return found, problems


def _number(text: str) -> str:
    try:
        return normalise(text)
    except BadInput:
        return ""
