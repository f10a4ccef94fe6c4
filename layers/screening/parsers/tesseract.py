"""Tesseract through its C interface: the sandbox starts no programs, so the library is called where it is."""

import ctypes
import ctypes.util
from typing import Any

from PIL import Image

LIBRARIES = ("libtesseract.so.5", "libtesseract.so.4")
LANGUAGES = b"chi_sim+eng"
PSM_AUTO, PSM_SPARSE, WORD = 3, 11, 3


class Missing(Exception):
    """The library or its language data is not on this machine."""


class Tesseract:
    def __init__(self) -> None:
        self.library = _load()
        self.handle = self.library.TessBaseAPICreate()
        if self.library.TessBaseAPIInit3(self.handle, None, LANGUAGES) != 0:
            raise Missing("language data")

    def words(self, image: Image.Image, resolution: int) -> list[tuple[str, float, int, int, int, int, int]]:
        """(text, confidence 0 to 100, left, top, right, bottom, line) of each word, in pixels, in reading order."""
        grey = image.convert("L")
        library, handle = self.library, self.handle
        library.TessBaseAPISetPageSegMode(handle, PSM_AUTO)
        library.TessBaseAPISetImage(handle, grey.tobytes(), grey.width, grey.height, 1, grey.width)
        library.TessBaseAPISetSourceResolution(handle, resolution)
        text = library.TessBaseAPIGetTsvText(handle, 0)
        try:
            lines = ctypes.string_at(text).decode(errors="replace").splitlines()
        finally:
            library.TessDeleteText(text)
        return [word for line in lines if (word := _word(line.split("\t")))]


def _word(fields: list[str]) -> tuple[str, float, int, int, int, int, int] | None:
    """A row of level 5: level, page, block, paragraph, line, word, left, top, width, height, confidence, text."""
    if len(fields) < 12 or fields[0] != "5" or not fields[11].strip():
        return None
    left, top, width, height = map(int, fields[6:10])
    line = int(fields[2]) * 1_000_000 + int(fields[3]) * 1_000 + int(fields[4])
    return fields[11], float(fields[10]), left, top, left + width, top + height, line


def _load() -> Any:
    for name in LIBRARIES:
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
        library.TessBaseAPICreate.restype = pointer
        library.TessBaseAPIInit3.argtypes = [pointer, text, text]
        library.TessBaseAPISetPageSegMode.argtypes = [pointer, number]
        library.TessBaseAPISetImage.argtypes = [pointer, text, number, number, number, number]
        library.TessBaseAPISetSourceResolution.argtypes = [pointer, number]
        library.TessBaseAPIGetTsvText.argtypes = [pointer, number]
        library.TessBaseAPIGetTsvText.restype = pointer
        library.TessDeleteText.argtypes = [pointer]
        return library
    raise Missing("libtesseract")
