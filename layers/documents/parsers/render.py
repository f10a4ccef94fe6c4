"""Pages of a PDF, PNG or JPEG as pictures and text. Runs in the sandbox.

Arguments: media_type, first (page, from 1), most (pages in this run), max_pages, widths (pixels).
Emits ``count``, then per page n: ``text-n`` and for each width w ``image-n-w-<height>-<png|jpeg>``.
"""

import io
import unicodedata
from collections.abc import Callable
from typing import Any

from PIL import Image

# A page may be this much taller than wide, a picture in it this many pixels (a scan of A0 at 300 dpi has 140 M).
MAX_ASPECT = 8
MAX_PIXELS = 150_000_000
# Fonts without a proper ToUnicode table give the radical ⽉ for the word 月.
KANGXI_AND_COMPATIBILITY = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF))

Emit = Callable[[str, bytes], None]


def main(source: str, arguments: dict[str, Any], emit: Emit) -> None:
    if arguments["media_type"] == "application/pdf":
        pdf_pages(source, arguments, emit)
    else:
        picture_page(source, arguments, emit)


def pdf_pages(source: str, arguments: dict[str, Any], emit: Emit) -> None:
    from pypdfium2 import raw

    pdf = open_pdf(source, arguments["max_pages"])
    count = len(pdf)
    emit("count", str(count).encode())
    for number in range(arguments["first"], min(count, arguments["first"] + arguments["most"] - 1) + 1):
        page = pdf[number - 1]
        scanned = largest_picture(page, raw) > 0.3
        emit(f"text-{number}", read_words(page.get_textpage().get_text_bounded()).encode())
        width_pt, height_pt = page.get_size()
        check_shape(width_pt, height_pt)
        for width in arguments["widths"]:
            image = page.render(scale=width / width_pt).to_pil()
            emit_image(image, number, width, scanned, emit)
        page.close()


def open_pdf(source: str, max_pages: int) -> Any:
    """The document of pdfium; refused when it is locked, empty or too long, runs a program or carries other files."""
    import pypdfium2 as pdfium
    from pypdfium2 import raw

    try:
        pdf = pdfium.PdfDocument(source)
    except pdfium.PdfiumError as error:
        raise SystemExit("encrypted" if error.err_code == raw.FPDF_ERR_PASSWORD else "broken") from error
    if len(pdf) == 0:
        raise SystemExit("empty")
    if len(pdf) > max_pages:
        raise SystemExit("pages")
    # XFA forms are programs.
    if raw.FPDFDoc_GetJavaScriptActionCount(pdf) > 0 or pdf.get_formtype() in (2, 3):
        raise SystemExit("script")
    if pdf.count_attachments() > 0:
        raise SystemExit("attachment")
    return pdf


def largest_picture(page: Any, raw: Any) -> float:
    """The part of the page (0 to 1) that its largest picture covers; a scan covers all of it."""
    width, height = page.get_size()
    part = 0.0
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        across, down = picture.get_px_size()
        if across * down > MAX_PIXELS:
            raise SystemExit("pixels")
        left, bottom, right, top = picture.get_bounds()
        part = max(part, abs((right - left) * (top - bottom)) / max(1.0, width * height))
    return part


def picture_page(source: str, arguments: dict[str, Any], emit: Emit) -> None:
    image = open_picture(source)
    check_shape(*image.size)
    emit("count", b"1")
    emit("text-1", b"")
    for width in arguments["widths"]:
        height = max(1, round(image.height * width / image.width))
        emit_image(image.resize((width, height), Image.Resampling.LANCZOS), 1, width, True, emit)


def open_picture(source: str) -> Image.Image:
    """A PNG or JPEG upright; refused when it has too many pixels."""
    from PIL import ImageOps

    Image.MAX_IMAGE_PIXELS = None  # the size is checked below, from the header, before any pixel is decoded
    with Image.open(source, formats=["PNG", "JPEG"]) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise SystemExit("pixels")
        return ImageOps.exif_transpose(opened).convert("RGB")


def check_shape(width: float, height: float) -> None:
    if width <= 0 or height <= 0 or height > width * MAX_ASPECT:
        raise SystemExit("shape")


def emit_image(image: Image.Image, page: int, width: int, photographic: bool, emit: Emit) -> None:
    """Text as PNG of 32 colours (40 % of a JPEG's size and sharp), a scan as JPEG."""
    kind = "jpeg" if photographic else "png"
    emit(f"image-{page}-{width}-{image.height}-{kind}", encode(image, photographic))


def encode(image: Image.Image, photographic: bool) -> bytes:
    target = io.BytesIO()
    if photographic:
        image.convert("RGB").save(target, "JPEG", quality=80, optimize=True, progressive=True)
    else:
        # A median cut is slower, larger and not better to the eye on type.
        few = image.convert("RGB").quantize(32, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        # The tree's white is 252: paper shall be white.
        few.putpalette([255 if value >= 248 else value for value in few.getpalette() or []])
        few.save(target, "PNG")
    return target.getvalue()


def read_words(text: str) -> str:
    """The words of a page as they would be typed: radicals as characters, no control characters, plain lines."""
    characters = [
        unicodedata.normalize("NFKC", character)
        if any(low <= ord(character) <= high for low, high in KANGXI_AND_COMPATIBILITY)
        else character
        for character in text.replace("\r\n", "\n").replace("\r", "\n")
    ]
    words = "".join(characters)
    return "".join(c for c in words if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
