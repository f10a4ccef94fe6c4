"""The pages of a document: pictures in two widths and text, read in the sandbox a few pages at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from layers.documents import sandbox
from layers.documents.table_kinds import XLSX

RENDER = Path(__file__).parent / "parsers/render.py"
# A phone and half a kiosk; a kiosk and print.
WIDTHS = (800, 1600)
MAX_PAGES = 300
# So many pages share one child and its 60 seconds of CPU: 1 s a page in two widths is more than any honest page needs.
PAGES_A_RUN = 50

REASONS = {
    "encrypted": "PDF 设有密码，请去掉密码后再传",
    "empty": "PDF 没有页面",
    "pages": f"PDF 超过 {MAX_PAGES} 页，请分成几个文件",
    "script": "PDF 含有脚本或动态表单，请打印成普通 PDF 后再传",
    "attachment": "PDF 夹带了附件，请去掉附件后再传",
    "pixels": "图片超过 1.5 亿像素，请缩小后再传",
    "shape": "页面尺寸异常，请检查页面设置",
}


@dataclass(frozen=True)
class PagePicture:
    """One page at ``width`` × ``height`` pixels."""

    width: int
    height: int
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Page:
    number: int
    text: str
    pictures: tuple[PagePicture, ...]


def read_pages(source: IO[bytes], media_type: str, name: str) -> Iterator[Page]:
    """Every page of a PDF, PNG or JPEG. Raises BadInput, naming the file ``name``, when it cannot be read."""
    first = 1
    while True:
        source.seek(0)
        arguments = {
            "media_type": media_type,
            "first": first,
            "most": PAGES_A_RUN,
            "max_pages": MAX_PAGES,
            "widths": WIDTHS,
        }
        emitted = sandbox.run(RENDER, source, name=name, arguments=arguments, reasons=REASONS)
        count = int(emitted["count"])
        last = min(count, first + PAGES_A_RUN - 1)
        for number in range(first, last + 1):
            yield Page(number, emitted[f"text-{number}"].decode(), _pictures(emitted, number))
        if last == count:
            return
        first = last + 1


def count_pages(source: IO[bytes], media_type: str, name: str) -> int:
    """How many pages there are; with the refusals of ``read_pages``, in the time that one page takes.

    A table has none: it is one piece, and is read by the gate (layers.screening).
    """
    if media_type == XLSX.media_type:
        return 1
    source.seek(0)
    arguments = {
        "media_type": media_type,
        "first": 1,
        "most": 1,
        "max_pages": MAX_PAGES,
        "widths": WIDTHS[:1],
    }
    emitted = sandbox.run(RENDER, source, name=name, arguments=arguments, reasons=REASONS)
    return int(emitted["count"])


def _pictures(emitted: dict[str, bytes], number: int) -> tuple[PagePicture, ...]:
    pictures = []
    for name, content in emitted.items():
        if name.startswith(f"image-{number}-"):
            width, height, image_type = name.split("-")[2:]
            pictures.append(PagePicture(int(width), int(height), f"image/{image_type}", content))
    return tuple(pictures)
