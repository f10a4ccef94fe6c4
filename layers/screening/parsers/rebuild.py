"""The PDF that the public gets: pages of type as they are, all others as pictures, and nothing else of the old file.

``source`` is a folder: ``document`` and, for a page that is shown as a picture, ``pages/n``. Emits ``pdf``.
No properties, notes, fields, bookmarks, attachments or earlier states come along: the document is a new one.
"""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from PIL import Image
from pypdfium2 import raw

from layers.documents.parsers.render import open_pdf


def main(source: str, arguments: dict[str, Any], emit: Callable[[str, bytes], None]) -> None:
    folder = Path(source)
    old = open_pdf(str(folder / "document"), arguments["max_pages"])
    pictures = {
        number: path for number in range(1, len(old) + 1) if (path := folder / f"pages/{number}").exists()
    }
    new = pdfium.PdfDocument.new()
    # In one call, so that the pages share their fonts.
    if kept := [number - 1 for number in range(1, len(old) + 1) if number not in pictures]:
        new.import_pages(old, kept)
        for page in new:
            flatten(page)
    for number, path in sorted(pictures.items()):
        add_picture(new, number - 1, old[number - 1].get_size(), path)
    target = io.BytesIO()
    new.save(target, version=17)
    emit("pdf", target.getvalue())


def flatten(page: Any) -> None:
    """Notes and fields become ink, and then go."""
    raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    for index in reversed(range(raw.FPDFPage_GetAnnotCount(page))):
        raw.FPDFPage_RemoveAnnot(page, index)
    page.close()


def add_picture(new: Any, index: int, size: tuple[float, float], path: Path) -> None:
    page = new.new_page(*size, index=index)
    picture = pdfium.PdfImage.new(new)
    content = path.read_bytes()
    if content.startswith(b"\xff\xd8"):
        picture.load_jpeg(io.BytesIO(content), inline=True)
    else:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as opened:
            picture.set_bitmap(pdfium.PdfBitmap.from_pil(opened.convert("RGB")))
    picture.set_matrix(pdfium.PdfMatrix().scale(*size))
    page.insert_obj(picture)
    page.gen_content()
    page.close()
