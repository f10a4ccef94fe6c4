"""A document with black boxes: every page drawn anew, the boxes in its pixels, bound into a PDF of pictures alone.

Nothing of the old file comes along: no text under a box, no metadata, no earlier revision, no annotation. The words
outside of the boxes are kept beside it, as the texts of its pages.
"""

import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from geo.errors import BadInput
from layers.documents import sandbox
from layers.documents.boxes import Box
from layers.documents.kinds import PDF
from layers.documents.models import StoredFile
from layers.documents.pages import MAX_PAGES, PAGES_A_RUN, REASONS
from layers.documents.parsers import render
from layers.documents.store import max_bytes, open_stored

PARSERS = Path(__file__).parent / "parsers"
MASK, BIND = PARSERS / "mask.py", PARSERS / "bind.py"
# A number of so many signs is one of a person or an account; a shorter one may stand anywhere.
NUMBER = re.compile(r"[0-9A-Za-z]{7,}")
WORDS = re.compile(r"[\u4e00-\u9fff·]{2,}")
STILL_THERE = "遮盖没有成功：新文件里还能取出文字，请与系统管理员联系"


@dataclass(frozen=True)
class Leftover:
    """What was blacked out on ``page`` and can still be read on the pages ``elsewhere``."""

    word: str
    page: int
    elsewhere: tuple[int, ...]

    @property
    def is_number(self) -> bool:
        return bool(NUMBER.fullmatch(self.word))

    @property
    def sentence(self) -> str:
        # The word itself is what must not be told; its beginning is enough to find it by.
        shown = f"{self.word[:2]}…（{len(self.word)} 位）" if self.is_number else f"{self.word[0]}…"
        pages = "、".join(map(str, self.elsewhere))
        return f"第 {self.page} 页遮住的“{shown}”在第 {pages} 页还看得到"


@dataclass(frozen=True)
class Masked:
    """``content`` is the new PDF; ``texts`` are the words of its pages, ``hidden`` pairs of page and what a box hides."""

    content: bytes
    texts: tuple[str, ...]
    hidden: tuple[tuple[int, str], ...]

    def leftovers(self) -> list[Leftover]:
        """Numbers and words that stood under a box and stand elsewhere, too."""
        pages = [re.sub(r"\s", "", text) for text in self.texts]
        found: dict[str, Leftover] = {}
        for page, text in self.hidden:
            plain = re.sub(r"\s", "", text)
            words_of = {*NUMBER.findall(plain), *NUMBER.findall(text), *WORDS.findall(text)}
            for word in sorted(words_of - {*found}):
                elsewhere = tuple(number for number, words in enumerate(pages, start=1) if word in words)
                if elsewhere:
                    found[word] = Leftover(word, page, elsewhere)
        return list(found.values())


def mask(original: StoredFile, file_name: str, boxes: Sequence[Box]) -> Masked:
    """Outside of a transaction: a page takes about a third of a second.

    Raises BadInput that names the file when it cannot be read, or when the new one would be too large.
    """
    pictures: dict[str, bytes] = {}
    sizes, texts, hidden = [], [], []
    with open_stored(original) as source:
        for number, page in enumerate(_pages(source, original.media_type, file_name, boxes), start=1):
            pictures[f"page{number}"] = page["picture"]
            sizes.append(json.loads(page["size"]))
            texts.append(page["text"].decode())
            hidden += [(number, word) for word in json.loads(page["hidden"]) if word.strip()]
            if sum(map(len, pictures.values())) > max_bytes():
                raise BadInput("box", f"{file_name}:遮盖后的文件超过 {max_bytes() >> 20} MB，请分成几个文件")
    limits = sandbox.Limits(output_bytes=2 * max_bytes(), frame_bytes=2 * max_bytes())
    bound = sandbox.run(BIND, pictures, name=file_name, arguments={"sizes": sizes}, limits=limits)
    masked = Masked(bound["pdf"], tuple(texts), tuple(hidden))
    if any(_texts(masked.content, file_name)):
        raise BadInput("box", STILL_THERE)
    return masked


def masked_name(file_name: str) -> str:
    """Of the new file: 公告.pdf → 公告（遮盖）.pdf, however often it is masked."""
    stem = file_name.rpartition(".")[0]
    return f"{stem.removesuffix('（遮盖）')[:180]}（遮盖）.{PDF.extension}"


def _pages(source: IO[bytes], media_type: str, name: str, boxes: Sequence[Box]) -> Iterator[dict[str, bytes]]:
    wanted: dict[int, list[Any]] = {}
    for box in boxes:
        wanted.setdefault(box.page, []).append(box.corners)
    first, count = 1, 1
    while first <= count:
        source.seek(0)
        arguments = {
            "media_type": media_type,
            "first": first,
            "most": PAGES_A_RUN,
            "max_pages": MAX_PAGES,
            "boxes": wanted,
        }
        emitted = sandbox.run(
            MASK, source, name=name, arguments=arguments, reasons=REASONS, modules=[render], parameter="box"
        )
        count = int(emitted["count"])
        for number in range(first, min(count, first + PAGES_A_RUN - 1) + 1):
            yield {part: emitted[f"{part}-{number}"] for part in ("picture", "size", "text", "hidden")}
        first += PAGES_A_RUN


def _texts(content: bytes, name: str) -> Iterator[str]:
    """The words that a reader gets out of the new file, page by page."""
    first, count = 1, 1
    while first <= count:
        arguments = {
            "media_type": PDF.media_type,
            "first": first,
            "most": PAGES_A_RUN,
            "max_pages": MAX_PAGES,
            "widths": [],
        }
        emitted = sandbox.run(
            Path(render.__file__), io.BytesIO(content), name=name, arguments=arguments, reasons=REASONS
        )
        count = int(emitted["count"])
        yield from (text.decode() for part, text in emitted.items() if part.startswith("text-"))
        first += PAGES_A_RUN
