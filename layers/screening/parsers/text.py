"""All words of a PDF with their pages, seen or not: also off the page, under a picture, in notes, fields and properties.

Arguments: first (page, from 1), most (pages in this run), max_pages; ``spans`` {page: [[start, end], …]} asks for boxes
instead. Emits ``count`` and ``properties`` (JSON), then ``page-n``: JSON with text, notes (list), is_picture (has to be
looked at as a picture); for spans ``boxes-n``: JSON list of [left, top, right, bottom] in fractions, or null.
"""

import ctypes
import json
from collections.abc import Callable, Iterator
from typing import Any

from pypdfium2 import raw

from layers.documents.parsers.render import open_pdf

# A font without a table of characters shows digits and says something else: then only the picture counts.
MOST_UNMAPPED = 0.02
FEWEST_LETTERS = 4
PROPERTIES = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer")
Emit = Callable[[str, bytes], None]


def main(source: str, arguments: dict[str, Any], emit: Emit) -> None:
    pdf = open_pdf(source, arguments["max_pages"])
    if "spans" in arguments:
        for number, spans in arguments["spans"].items():
            page = pdf[int(number) - 1]
            emit(f"boxes-{number}", json.dumps([box(page, *span) for span in spans]).encode())
        return
    count = len(pdf)
    emit("count", str(count).encode())
    emit("properties", json.dumps(properties(pdf)).encode())
    for number in range(arguments["first"], min(count, arguments["first"] + arguments["most"] - 1) + 1):
        page = pdf[number - 1]
        emit(f"page-{number}", json.dumps(read(page)).encode())
        page.close()


def properties(pdf: Any) -> dict[str, str]:
    said = {name: pdf.get_metadata_value(name) for name in PROPERTIES}
    bookmarks = [item.get_title() for item in pdf.get_toc()]
    return {name: value for name, value in said.items() if value} | (
        {"bookmarks": "\n".join(bookmarks)} if bookmarks else {}
    )


def read(page: Any) -> dict[str, Any]:
    words = page.get_textpage()
    text = words.get_text_range()
    is_picture = len("".join(text.split())) < FEWEST_LETTERS or has_picture(page)
    return {
        "text": text,
        "notes": [*notes(page), *marks(page)],
        "is_picture": is_picture or unmapped(words) > MOST_UNMAPPED,
    }


def has_picture(page: Any) -> bool:
    """Any picture: an identity card in a corner is as legible as one that fills the page."""
    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=8))


def unmapped(words: Any) -> float:
    count: int = words.count_chars()
    wrong = sum(raw.FPDFText_HasUnicodeMapError(words, index) == 1 for index in range(count))
    return float(wrong / max(1, count))


def notes(page: Any) -> Iterator[str]:
    """What annotations and form fields say."""
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, index)
        for key in (b"Contents", b"V", b"DV", b"T", b"RC", b"Subj", b"TU"):
            length = raw.FPDFAnnot_GetStringValue(note, key, None, 0)
            if length > 2:
                buffer = (ctypes.c_ushort * (length // 2 + 1))()
                raw.FPDFAnnot_GetStringValue(note, key, buffer, length)
                yield utf_16(buffer, length)
        raw.FPDFPage_CloseAnnot(note)


def marks(page: Any) -> Iterator[str]:
    """Replacement texts (ISO 32000-1, 14.9.4): other readers give them out instead of what is drawn."""
    for thing in page.get_objects(max_depth=8):
        for index in range(max(0, raw.FPDFPageObj_CountMarks(thing))):
            mark = raw.FPDFPageObj_GetMark(thing, index)
            for key in (b"ActualText", b"Alt", b"E"):
                if value := mark_text(mark, key):
                    yield value


def mark_text(mark: Any, key: bytes) -> str:
    needed = ctypes.c_ulong()
    if not raw.FPDFPageObjMark_GetParamStringValue(mark, key, None, 0, needed) or needed.value <= 2:
        return ""
    buffer = (ctypes.c_ushort * (needed.value // 2 + 1))()
    raw.FPDFPageObjMark_GetParamStringValue(mark, key, buffer, needed.value, needed)
    return utf_16(buffer, needed.value)


def utf_16(buffer: Any, length: int) -> str:
    """``length`` bytes with the zero at their end, as pdfium gives a text."""
    return bytes(buffer)[: length - 2].decode("utf-16-le", errors="replace")


def box(page: Any, start: int, end: int) -> list[float] | None:
    """Around the characters ``start`` to ``end`` of the page's text; null where text and characters do not agree."""
    words = page.get_textpage()
    text = words.get_text_range()
    width, height = page.get_size()
    found = []
    for index in range(start, end):
        if raw.FPDFText_GetUnicode(words, index) != ord(text[index]):
            return None
        left, bottom, right, top = words.get_charbox(index)
        if right > left:
            found.append((left, bottom, right, top))
    if not found:
        return None
    left, bottom, right, top = (
        min(one[0] for one in found),
        min(one[1] for one in found),
        max(one[2] for one in found),
        max(one[3] for one in found),
    )
    return [left / width, 1 - top / height, right / width, 1 - bottom / height]
