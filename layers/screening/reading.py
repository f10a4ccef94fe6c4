"""All the words of a stored file with their places, read in the sandbox."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from layers.documents import sandbox
from layers.documents.kinds import JPEG, PDF, PNG
from layers.documents.models import StoredFile
from layers.documents.pages import MAX_PAGES, REASONS
from layers.documents.parsers import render
from layers.documents.store import open_stored
from layers.documents.table_kinds import XLSX
from layers.screening import public_table
from layers.screening.detectors import persons
from layers.screening.models import Finding
from layers.screening.pieces import Box, Boxes, Piece

PARSERS = Path(__file__).parent / "parsers"
# Text alone: fifty pages are read in a second, an artful page may take a minute.
PAGES_A_RUN = 100
SHEET_REASONS = {
    "cells": "表格超过 50 万格，请分成几个文件",
    "hidden": "表格的工作表全是隐藏的，没有可公布的",
}
TEXT_LIMITS = sandbox.Limits(cpu_s=60, wall_s=90)
SHEET_LIMITS = sandbox.Limits(memory_bytes=2 << 30, cpu_s=60, wall_s=90)


@dataclass
class Read:
    """``pictures`` are the pages (from 1) that have to be recognised; ``table`` is the public workbook, made already."""

    pieces: list[Piece]
    pages: int = 1
    pictures: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    table: bytes | None = None


def read(stored: StoredFile, file_name: str) -> Read:
    """Raises BadInput, naming the file, when it cannot be read."""
    found = _READERS.get(stored.media_type, _nothing)(stored, file_name)
    found.pieces.append(Piece(Path(file_name).stem, part="文件名"))
    return found


def _pdf(stored: StoredFile, file_name: str) -> Read:
    pieces: list[Piece] = []
    pictures: list[int] = []
    first, count = 1, 1
    while first <= count:
        emitted = _run("text.py", stored, file_name, first=first, most=PAGES_A_RUN, max_pages=MAX_PAGES)
        count = int(emitted["count"])
        if first == 1:
            said = json.loads(emitted["properties"])
            pieces.append(Piece("\n".join(said.values()), part="文件属性"))
        for number in range(first, min(count, first + PAGES_A_RUN - 1) + 1):
            page = json.loads(emitted[f"page-{number}"])
            pieces.append(Piece(page["text"], page=number, boxes=_boxes_on(stored, file_name, number)))
            pieces += [Piece(note, page=number, part="批注或表单") for note in page["notes"]]
            if page["is_picture"]:
                pictures.append(number)
        first += PAGES_A_RUN
    return Read(pieces, count, pictures)


def _boxes_on(stored: StoredFile, file_name: str, page: int) -> Boxes:
    """Asked for the pages on which something is found: boxes of all characters would cost more than the text."""

    def boxes(wanted: Sequence[tuple[int, int]]) -> list[Box | None]:
        emitted = _run("text.py", stored, file_name, max_pages=MAX_PAGES, spans={page: wanted})
        return [tuple(box) if box else None for box in json.loads(emitted[f"boxes-{page}"])]

    return boxes


def _picture(stored: StoredFile, file_name: str) -> Read:
    words = _run("exif.py", stored, file_name)["words"].decode()
    return Read([Piece(words, part="照片信息")], 1, [1])


def _workbook(stored: StoredFile, file_name: str) -> Read:
    with open_stored(stored) as source:
        emitted = sandbox.run(
            PARSERS / "workbook.py", source, name=file_name, reasons=SHEET_REASONS, limits=SHEET_LIMITS
        )
    sheets = json.loads(emitted["sheets"])
    found = Read(
        [
            Piece(
                "\n".join(f"{k} {v}" for k, v in json.loads(emitted["names"]).items()), part="表格属性与名称"
            )
        ],
        pages=len(sheets),
        table=public_table.write(json.loads(emitted["seen"]), file_name),
    )
    for title, is_hidden, cells in sheets:
        found.pieces.append(Piece(title, part="工作表名", is_hidden=is_hidden))
        rows: dict[int, dict[int, str]] = {}
        hidden = {}
        for row, column, address, text, is_cell_hidden, is_comment in cells:
            place = f"{title}!{address}"
            part = "批注" if is_comment else ""
            found.pieces.append(
                Piece(text, cell=place + (f" {part}" if part else ""), is_hidden=is_cell_hidden)
            )
            if not is_comment:
                rows.setdefault(row, {})[column] = text
                hidden[row, column] = (place, is_cell_hidden)
        for row, column, excerpt in persons.columns(sorted(rows.items())):
            place, is_cell_hidden = hidden[row, column]
            found.findings.append(
                Finding(
                    kind=Finding.Kind.PERSONS,
                    cell=place[:120],
                    is_hidden=is_cell_hidden,
                    excerpt=excerpt[:80],
                )
            )
    return found


def _nothing(stored: StoredFile, file_name: str) -> Read:
    """Sounds and films: what is said or seen in them is for people to judge (docs/personal-data-gate.md)."""
    return Read([])


def _run(script: str, stored: StoredFile, file_name: str, **arguments: Any) -> Mapping[str, bytes]:
    with open_stored(stored) as source:
        return sandbox.run(
            PARSERS / script, source, name=file_name, arguments=arguments, reasons=REASONS, limits=TEXT_LIMITS,
            modules=[render],
        )  # fmt: skip


_READERS: dict[str, Callable[[StoredFile, str], Read]] = {
    PDF.media_type: _pdf,
    PNG.media_type: _picture,
    JPEG.media_type: _picture,
    XLSX.media_type: _workbook,
}
