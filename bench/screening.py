"""The check for personal data: pages of text a second of one core, and pages of recognition a minute.

Run it by `bin/bench screening`. The first figure is CPU time of the parsers and detectors called without the sandbox, whose
children's time cannot be seen from outside; the others are by the clock, sandbox and its starts included.
"""

import io
import json
import os
import tempfile
import time
from pathlib import Path

import django

django.setup()

import pypdfium2  # noqa: E402
import weasyprint  # noqa: E402
from django.conf import settings  # noqa: E402

from bench.rounds import HEAD, ROUNDS, Ratio, heading  # noqa: E402
from layers.documents.store import put  # noqa: E402
from layers.screening.models import Screening  # noqa: E402
from layers.screening.parsers import rebuild, text  # noqa: E402
from layers.screening.pieces import Piece, find  # noqa: E402
from layers.screening.screen import look  # noqa: E402

TEXT_PAGES, SCANNED_PAGES = 100, 3
GOAL = 20
STYLE = "<style>body { font: 11pt/1.6 'Noto Sans CJK SC' } section { break-after: page }</style>"
PAGE = "<section><h1>征收土地公告</h1>{}</section>"
LINE = "<p>鲁政土字〔2024〕{0}号批准征收集体土地 {0}.5 公顷，四至坐标 X=4120345.{0} Y=20583421.{0}，补偿 {0}0000 元。</p>"


def text_pdf(pages: int, seed: int) -> bytes:
    sections = (PAGE.format(LINE.format(100 + page + seed) * 14) for page in range(pages))
    made = weasyprint.HTML(string=STYLE + "".join(sections)).write_pdf()
    assert made is not None
    return made


def scanned_pdf(pages: int, seed: int) -> bytes:
    pictures = [page.render(scale=200 / 72).to_pil() for page in pypdfium2.PdfDocument(text_pdf(pages, seed))]
    target = io.BytesIO()
    pictures[0].save(target, "PDF", save_all=True, append_images=pictures[1:pages], resolution=200)
    return target.getvalue()


def of_one_core(content: bytes, folder: Path) -> float:
    """Pages a second: all text read and looked through, the public copy made, that read and looked through as well."""
    (folder / "document").write_bytes(content)
    begun = time.process_time()
    read_and_find(folder / "document")
    made: dict[str, bytes] = {}
    rebuild.main(str(folder), {"max_pages": TEXT_PAGES}, made.__setitem__)
    (folder / "copy").write_bytes(made["pdf"])
    read_and_find(folder / "copy")
    return TEXT_PAGES / (time.process_time() - begun)


def read_and_find(path: Path) -> None:
    emitted: dict[str, bytes] = {}
    text.main(str(path), {"first": 1, "most": TEXT_PAGES, "max_pages": TEXT_PAGES}, emitted.__setitem__)
    pages = [json.loads(emitted[f"page-{number}"]) for number in range(1, TEXT_PAGES + 1)]
    assert find(Piece(page["text"], page=number) for number, page in enumerate(pages, 1)) == []


def by_the_clock(content: bytes, name: str) -> float:
    """Pages a second that the worker does."""
    screening = Screening.objects.create(original=put(content, name), file_name=name, detector_version=1)
    begun = time.monotonic()
    return look(screening).pages / (time.monotonic() - begun)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        stores = {
            store: {
                **settings.STORAGES[store],
                "OPTIONS": {"location": Path(folder) / store, "base_url": None},
            }
            for store in ("originals", "derivatives")
        }
        settings.STORAGES = {**settings.STORAGES, **stores}
        content = text_pdf(TEXT_PAGES, 0)
        core = [of_one_core(content, Path(folder)) for _ in range(ROUNDS)]
        clock = by_the_clock(content, "公告.pdf")
        scanned = by_the_clock(scanned_pdf(SCANNED_PAGES, 0), "扫描.pdf") * 60
    print(heading("bin/bench screening"), HEAD, sep="\n\n")
    print(Ratio("text pages a second of one core", core, GOAL, at_most=False).row())
    print(f"\nBy the clock, at a load of {os.getloadavg()[0]:.0f}: {clock:.1f} text pages a second,", end=" ")
    print(f"{scanned:.0f} pages of recognition a minute.")


if __name__ == "__main__":
    main()
