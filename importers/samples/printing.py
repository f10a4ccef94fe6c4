"""HTML in, PDF out, in two processes that know neither the database nor Django.

Nothing is fetched from anywhere: a sheet may name only the files that lie in its folder (``sample:<name>``).
"""

import datetime as dt
import gc
import multiprocessing
import os
import tempfile
from collections.abc import Generator, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from importers.samples import typefaces
from importers.samples.watermark import FOOT_WORDS, WORDS, Furniture
from layers.documents.pages import WIDTHS, PagePicture

# Below so many sheets two more interpreters take longer to start than they save.
WORTH_TWO_PROCESSES = 24
SHEETS_A_COLLECTION = 12
PRODUCER = "村图示例数据"


@dataclass(frozen=True)
class Order:
    """One file to print. ``parts`` are the ids of the sections whose first pages are asked for."""

    key: str
    html: str
    title: str
    dated: dt.date
    parts: tuple[str, ...] = ()
    with_pictures: bool = False


@dataclass(frozen=True)
class Printed:
    """``first_pages``: from 1, in the order of the parts. ``texts``: the words of each page."""

    key: str
    pdf: bytes
    first_pages: tuple[int, ...]
    texts: tuple[str, ...]
    pictures: tuple[tuple[PagePicture, ...], ...]


def print_all(orders: list[Order], folder: Path) -> Generator[Printed, None, None]:
    """In the order of ``orders``, whatever process was the quicker one. ``folder`` holds letter.css.

    To be closed by who does not read it to its end, or Python waits at its own end for all that is not printed.
    """
    characters = "".join(
        sorted({*"0123456789 —", *FOOT_WORDS, *WORDS}.union(*(order.html for order in orders)))
    )
    with tempfile.TemporaryDirectory(prefix="cuntu-letters-") as scratch:
        press = Path(scratch)
        for source in folder.iterdir():
            if source.suffix == ".css":
                (press / source.name).write_bytes(source.read_bytes())
        if len(orders) < WORTH_TWO_PROCESSES:
            cast_faces(map(_cast, [(face, characters) for face in typefaces.FACES]), press)
            try:
                yield from (print_one(order, str(press)) for order in orders)
            finally:
                gc.enable()
            return
        # Spawned, not forked: the parent holds a database connection and may have threads.
        context = multiprocessing.get_context("spawn")
        workers = max(2, min(4, len(os.sched_getaffinity(0))))
        with ProcessPoolExecutor(workers, mp_context=context) as pool:
            cast_faces(pool.map(_cast, [(face, characters) for face in typefaces.FACES]), press)
            chunk = max(1, min(8, len(orders) // (workers * 4)))
            yield from pool.map(print_one, orders, [str(press)] * len(orders), chunksize=chunk)


def cast_faces(made: Iterable[bytes], press: Path) -> None:
    for face, font in zip(typefaces.FACES, made, strict=True):
        (press / face.name).write_bytes(font)


def _cast(wanted: tuple[typefaces.Face, str]) -> bytes:
    return typefaces.cut_down(*wanted)


def print_one(order: Order, folder: str) -> Printed:
    """Lay out, write, and read the words back page by page."""
    press = _press(folder)
    press.tidy()
    document = press.html(order).render(stylesheets=[press.style], font_config=press.fonts)
    starts: dict[str, int] = {}
    for number, page in enumerate(document.pages, start=1):
        for anchor in page.anchors:
            starts.setdefault(anchor, number)  # a section bears its id on each of its pages
    pdf: bytes = document.write_pdf(finisher=press.furniture, pdf_identifier=order.key.encode())
    texts, pictures = read_back(pdf, order.with_pictures)
    return Printed(order.key, pdf, tuple(starts[part] for part in order.parts), texts, pictures)


class Press:
    """What a process keeps from sheet to sheet: the faces, the style sheet, the one way to a file."""

    def __init__(self, folder: Path) -> None:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher, URLFetcherResponse

        class OwnFiles(URLFetcher):  # type: ignore[misc]
            """sample:<name> is a file of the folder; there is nothing else, no file: and no net."""

            def fetch(self, url: str, headers: Any = None) -> Any:
                scheme, _, name = url.partition(":")
                if scheme != "sample" or name not in allowed:
                    raise ValueError(f"a sample letter may not load {url}")
                kind = "text/css" if name.endswith(".css") else "font/otf"
                return URLFetcherResponse(url, allowed[name], {"Content-Type": kind})

        allowed = {path.name: path.read_bytes() for path in folder.iterdir()}
        self._sheets = 0
        self._weasyprint = weasyprint
        self._fetcher = OwnFiles()
        self.fonts = FontConfiguration()
        self.furniture = Furniture(allowed["serif.otf"], allowed["sans-bold.otf"])
        sheet = typefaces.font_face_rules() + allowed["letter.css"].decode()
        self.style = weasyprint.CSS(string=sheet, font_config=self.fonts, url_fetcher=self._fetcher)

    def tidy(self) -> None:
        """The boxes of a sheet refer to one another, so only the collector frees them; its own rhythm costs a third."""
        gc.disable()
        self._sheets += 1
        if self._sheets % SHEETS_A_COLLECTION == 0:
            gc.collect()

    def html(self, order: Order) -> Any:
        return self._weasyprint.HTML(string=order.html, url_fetcher=self._fetcher)


@cache
def _press(folder: str) -> Press:
    return Press(Path(folder))


def read_back(pdf: bytes, with_pictures: bool) -> tuple[tuple[str, ...], tuple[tuple[PagePicture, ...], ...]]:
    """Text and, when asked for, both pictures of every page, as the derivation of an upload makes them.

    Without its sandbox: these bytes were made here a moment ago.
    """
    import pypdfium2

    from layers.documents.parsers.render import read_words

    document = pypdfium2.PdfDocument(pdf)
    texts, pictures = [], []
    for page in document:
        texts.append(read_words(page.get_textpage().get_text_bounded()))
        if with_pictures:
            pictures.append(tuple(_picture(page, width) for width in WIDTHS))
        page.close()
    document.close()
    return tuple(texts), tuple(pictures)


def _picture(page: Any, width: int) -> PagePicture:
    from layers.documents.parsers.render import emit_image

    emitted: list[tuple[str, bytes]] = []
    image = page.render(scale=width / page.get_width()).to_pil()
    emit_image(image, 1, width, False, lambda name, content: emitted.append((name, content)))
    ((_, content),) = emitted
    return PagePicture(width, image.height, "image/png", content)
