"""Two public versions of a document side by side: their words line by line, pages without words as pictures."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from layers.documents.models import DocumentVersion, PageImage
from layers.documents.words import fold

# A request waits for the answer; longer ones are books, and few of them are replaced.
MOST_LINES = 4_000
# Lines that stay the same are shown so far before and after a change.
CONTEXT = 2
# Beyond it a passage is shown as a whole, without the letters that differ.
MOST_LETTERS = 1_000

Kind = Literal["same", "changed", "added", "removed", "skipped"]


@dataclass(frozen=True)
class Stretch:
    text: str
    differs: bool


@dataclass(frozen=True)
class Passage:
    """``old`` and ``new`` are () where there is nothing; ``skipped`` lines alike are only counted."""

    kind: Kind
    old: tuple[Stretch, ...] = ()
    new: tuple[Stretch, ...] = ()
    lines: int = 0


@dataclass(frozen=True)
class PicturePair:
    """A page that one of the versions has no words of: to be compared by eye. None where it has no such page."""

    page: int
    old: PageImage | None
    new: PageImage | None


@dataclass(frozen=True)
class Comparison:
    passages: list[Passage]
    pictures: list[PicturePair]
    is_too_long: bool = False

    @property
    def changes(self) -> int:
        return sum(passage.kind in ("changed", "added", "removed") for passage in self.passages)

    @property
    def has_text(self) -> bool:
        return bool(self.passages)


def compared(old: DocumentVersion, new: DocumentVersion) -> Comparison:
    """Four queries. Lines that differ only in white space or width of their letters are the same."""
    texts = [dict(version.page_texts.order_by("page").values_list("page", "text")) for version in (old, new)]
    images = [_smallest(version) for version in (old, new)]
    pages = sorted(texts[0].keys() | texts[1].keys() | images[0].keys() | images[1].keys())
    wordless = [page for page in pages if not all(_words(text.get(page, "")) for text in texts)]
    pictures = [PicturePair(page, images[0].get(page), images[1].get(page)) for page in wordless]
    pictures = [pair for pair in pictures if pair.old or pair.new]
    lines = [[line for page in sorted(text) for line in _lines(text[page])] for text in texts]
    if max(map(len, lines)) > MOST_LINES:
        return Comparison([], pictures, is_too_long=True)
    return Comparison(list(passages(lines[0], lines[1])), pictures)


def passages(old: list[str], new: list[str]) -> Iterator[Passage]:
    """What two lists of lines have in common and what not, in their order."""
    keys = [[_words(line) for line in lines] for lines in (old, new)]
    for tag, one, two, three, four in difflib.SequenceMatcher(
        None, keys[0], keys[1], autojunk=False
    ).get_opcodes():
        left, right = old[one:two], new[three:four]
        if tag == "equal":
            yield from _alike(right, is_first=one == 0, is_last=two == len(old) and four == len(new))
        elif tag == "replace":
            marked_old, marked_new = _letters("\n".join(left), "\n".join(right))
            yield Passage("changed", marked_old, marked_new)
        elif tag == "delete":
            yield Passage("removed", old=(Stretch("\n".join(left), True),))
        else:
            yield Passage("added", new=(Stretch("\n".join(right), True),))


def _alike(lines: list[str], *, is_first: bool, is_last: bool) -> Iterator[Passage]:
    before = [] if is_first else lines[:CONTEXT]
    after = [] if is_last else lines[len(before) :][-CONTEXT:]
    skipped = len(lines) - len(before) - len(after)
    if before:
        yield _same(before)
    if skipped:
        yield Passage("skipped", lines=skipped)
    if after:
        yield _same(after)


def _same(lines: list[str]) -> Passage:
    whole = (Stretch("\n".join(lines), False),)
    return Passage("same", whole, whole)


def _letters(old: str, new: str) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...]]:
    if max(len(old), len(new)) > MOST_LETTERS:
        return (Stretch(old, True),), (Stretch(new, True),)
    left, right = [], []
    for tag, one, two, three, four in difflib.SequenceMatcher(
        None, fold(old), fold(new), autojunk=False
    ).get_opcodes():
        left.append(Stretch(old[one:two], tag != "equal"))
        right.append(Stretch(new[three:four], tag != "equal"))
    return tuple(part for part in left if part.text), tuple(part for part in right if part.text)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _words(text: str) -> str:
    return "".join(fold(text).split())


def _smallest(version: DocumentVersion) -> dict[int, PageImage]:
    found: dict[int, PageImage] = {}
    for image in version.page_images.order_by("page", "width"):
        found.setdefault(image.page, image)
    return found
