"""One page as the public will see it, and what can be read on that picture.

Arguments: media_type, page (from 1), max_pages, longest (pixels). Emits ``picture-<jpeg|png>`` (what the derivative
shows), then ``words``: JSON {words: [[text, confidence, left, top, right, bottom, line], …] in fractions, is_blank, turned},
or {missing: true} where there is no Tesseract.
"""

import json
from collections.abc import Callable
from typing import Any

from PIL import Image

from layers.documents.parsers.render import check_shape, encode, largest_picture, open_pdf, open_picture
from layers.screening.parsers.tesseract import Missing, Tesseract

POINTS_AN_INCH = 72
# Twelve-point type is then 33 pixels high; below 20 recognition fails, above 40 it only takes longer.
RESOLUTION = 200
# Upright pages of print are read with 85 and more; on its side a page gives rubbish below 50.
SURE = 70
BLANK = 0.0005
Emit = Callable[[str, bytes], None]


def main(source: str, arguments: dict[str, Any], emit: Emit) -> None:
    image, is_photo = picture(source, arguments)
    shown = encode(image, is_photo)
    emit("picture-jpeg" if is_photo else "picture-png", shown)
    if is_blank(image):
        emit("words", json.dumps({"words": [], "is_blank": True}).encode())
        return
    try:
        tesseract = Tesseract()
    except Missing:
        emit("words", b'{"missing": true}')
        return
    # Longer numbers first turn up when the page stands upright: the best of four ways is the way it is read.
    best: tuple[float, int, list[Any]] | None = None
    for turned in (0, 90, 270, 180):
        words = tesseract.words(image.rotate(turned, expand=True), RESOLUTION)
        score = sureness(words)
        if best is None or score > best[0]:
            best = (score, turned, words)
        if score >= SURE:
            break
    assert best is not None
    _, turned, words = best
    size = image.size if turned in (0, 180) else image.size[::-1]
    placed = [
        [text, confidence, *upright((left, top, right, bottom), size, turned), line]
        for text, confidence, left, top, right, bottom, line in words
    ]
    emit("words", json.dumps({"words": placed, "is_blank": False, "turned": turned}).encode())


def picture(source: str, arguments: dict[str, Any]) -> tuple[Image.Image, bool]:
    longest = arguments["longest"]
    if arguments["media_type"] != "application/pdf":
        image = open_picture(source)
        check_shape(*image.size)
        image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        return image, True
    from pypdfium2 import raw

    page = open_pdf(source, arguments["max_pages"])[arguments["page"] - 1]
    width, height = page.get_size()
    check_shape(width, height)
    is_photo = largest_picture(page, raw) > 0.3
    scale = min(RESOLUTION / POINTS_AN_INCH, longest / max(width, height))
    return page.render(scale=scale).to_pil().convert("RGB"), is_photo


def is_blank(image: Image.Image) -> bool:
    """Hardly a dark dot: the back of a sheet."""
    counts = image.convert("L").resize((500, 700), Image.Resampling.BOX).histogram()
    paper = max(range(256), key=counts.__getitem__)
    different = sum(count for grey, count in enumerate(counts) if abs(grey - paper) > 40)
    return different / 350_000 < BLANK


def sureness(words: list[Any]) -> float:
    """Mean confidence of the characters; 0 when there are none."""
    letters = sum(len(word[0]) for word in words)
    return sum(word[1] * len(word[0]) for word in words) / letters if letters else 0.0


def upright(
    box: tuple[int, int, int, int], size: tuple[int, int], turned: int
) -> tuple[float, float, float, float]:
    """A box of the picture that was turned by ``turned`` degrees to the left, as fractions of the page as it is."""
    left, top, right, bottom = (
        box[0] / size[0],
        box[1] / size[1],
        box[2] / size[0],
        box[3] / size[1],
    )
    if turned == 90:
        return 1 - bottom, left, 1 - top, right
    if turned == 180:
        return 1 - right, 1 - bottom, 1 - left, 1 - top
    if turned == 270:
        return top, 1 - right, bottom, 1 - left
    return left, top, right, bottom
