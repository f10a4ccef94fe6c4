"""Pages as pictures with black boxes in their pixels, and the words that are left. Runs in the sandbox.

Arguments: media_type, first (page, from 1), most (pages in this run), max_pages, boxes ({page: [[left, top, right,
bottom], …]} in fractions of the upright page).
Emits ``count``, then per page n: ``picture-n`` (JPEG), ``size-n`` (its width and height in points, JSON), ``text-n`` (the
words outside of the boxes) and ``hidden-n`` (JSON: what stood under each box).
"""

import ctypes
import io
import json
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageDraw

from layers.documents.parsers.render import (
    check_shape,
    largest_picture,
    open_pdf,
    open_picture,
    read_words,
)

# What archives ask of a scan of office paper (DA/T 31: 200 dpi); a drawing of A1 keeps to the same number of pixels.
DPI = 200
LONGEST_PX = 4000
# A glyph of which so much is under a box is covered whole: half a digit can still be read.
COVERED = 0.2
# A glyph so near to a box, in pixels, is not told as text any more.
MARGIN_PX = 3

Emit = Callable[[str, bytes], None]
Corners = tuple[float, float, float, float]


def main(source: str, arguments: dict[str, Any], emit: Emit) -> None:
    boxes = arguments["boxes"]
    if arguments["media_type"] != "application/pdf":
        image = open_picture(source)
        check_shape(*image.size)
        image.thumbnail((LONGEST_PX, LONGEST_PX), Image.Resampling.LANCZOS)
        drawn = [_in_pixels(box, image) for box in boxes.get("1", [])]
        emit("count", b"1")
        _emit(1, image, (image.width * 72 / DPI, image.height * 72 / DPI), drawn, "", [""] * len(drawn), emit)
        return
    from pypdfium2 import raw

    pdf = open_pdf(source, arguments["max_pages"])
    emit("count", str(len(pdf)).encode())
    last = min(len(pdf), arguments["first"] + arguments["most"] - 1)
    for number in range(arguments["first"], last + 1):
        page = pdf[number - 1]
        size = page.get_size()
        check_shape(*size)
        largest_picture(page, raw)  # refuses one whose pixels would fill the memory
        image = page.render(scale=min(DPI / 72, LONGEST_PX / max(size))).to_pil().convert("RGB")
        drawn = [_in_pixels(box, image) for box in boxes.get(str(number), [])]
        text, hidden, glyphs = _read(page, image, drawn, raw)
        _emit(number, image, size, [*drawn, *glyphs], text, hidden, emit)
        page.close()


def _in_pixels(box: Corners, image: Image.Image) -> Corners:
    left, top, right, bottom = box
    return left * image.width, top * image.height, right * image.width, bottom * image.height


def _read(
    page: Any, image: Image.Image, boxes: list[Corners], raw: Any
) -> tuple[str, list[str], list[Corners]]:
    """The words outside, what each box hides, and the glyphs that it touches."""
    words = page.get_textpage()
    kept: list[str] = []
    glyphs: list[Corners] = []
    hidden = [""] * len(boxes)
    for index in range(words.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(words, index))
        left, bottom, right, top = words.get_charbox(index, loose=True)
        corners = [_device(page, image, raw, x, y) for x, y in ((left, top), (right, bottom))]
        (x1, y1), (x2, y2) = corners
        glyph = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
        # A space or a line break that the reader put in stands nowhere.
        area = (glyph[2] - glyph[0]) * (glyph[3] - glyph[1])
        is_near = False
        for number, box in enumerate(boxes):
            is_near |= area > 0 and _shared(glyph, _grown(box)) > 0
            if area > 0 and _shared(glyph, box) >= COVERED * area:
                hidden[number] += character
                glyphs.append(glyph)
        kept.append(" " if is_near else character)
    return read_words("".join(kept)), [read_words(text) for text in hidden], glyphs


def _device(page: Any, image: Image.Image, raw: Any, x: float, y: float) -> tuple[int, int]:
    """A place of the page as a pixel of its picture: the page may be turned, or cropped."""
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(
        page, 0, 0, image.width, image.height, 0, x, y, ctypes.byref(across), ctypes.byref(down)
    )
    return across.value, down.value


def _grown(box: Corners) -> Corners:
    return box[0] - MARGIN_PX, box[1] - MARGIN_PX, box[2] + MARGIN_PX, box[3] + MARGIN_PX


def _shared(one: Corners, other: Corners) -> float:
    """The area, in square pixels, that two boxes have in common."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, across) * max(0.0, down)


def _emit(
    number: int, image: Image.Image, size: Any, black: list[Corners], text: str, hidden: list[str], emit: Emit
) -> None:
    pen = ImageDraw.Draw(image)
    for box in black:
        pen.rectangle(box, fill="black")
    target = io.BytesIO()
    image.save(target, "JPEG", quality=80, optimize=True)
    emit(f"size-{number}", json.dumps(list(size)).encode())
    emit(f"text-{number}", text.encode())
    emit(f"hidden-{number}", json.dumps(hidden).encode())
    emit(f"picture-{number}", target.getvalue())
