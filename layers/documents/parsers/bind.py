"""Pictures as the pages of one PDF that has nothing else in it. Runs in the sandbox.

``source`` is a folder with the JPEGs ``page1``, ``page2``, …; argument sizes: width and height of each page in points.
Emits ``pdf``.
"""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any


def main(source: str, arguments: dict[str, Any], emit: Callable[[str, bytes], None]) -> None:
    import pypdfium2 as pdfium

    pdf = pdfium.PdfDocument.new()
    for number, (width, height) in enumerate(arguments["sizes"], start=1):
        picture = pdfium.PdfImage.new(pdf)
        picture.load_jpeg(str(Path(source) / f"page{number}"), inline=True)
        picture.set_matrix(pdfium.PdfMatrix().scale(width, height))
        page = pdf.new_page(width, height)
        page.insert_obj(picture)
        page.gen_content()
        page.close()
    target = io.BytesIO()
    pdf.save(target)
    emit("pdf", target.getvalue())
