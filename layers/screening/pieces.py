"""A text with the place where it stands, and what the detectors find in it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from layers.screening.detectors import detect
from layers.screening.detectors.hit import Hit, mask
from layers.screening.models import Finding

Box = tuple[float, float, float, float]
MOST_FINDINGS = 500
MOST_EXCERPT = 80


# The boxes of stretches (start, end) of one text, in the order in which they were asked for.
Boxes = Callable[[Sequence[tuple[int, int]]], Sequence[Box | None]]


@dataclass(frozen=True)
class Piece:
    """``page`` from 1, or ``cell`` ("sheet!A1"), or ``part`` says where. ``boxes`` is there for a page's own text."""

    text: str
    page: int | None = None
    cell: str = ""
    part: str = ""
    is_hidden: bool = False
    is_recognised: bool = False
    boxes: Boxes | None = field(default=None, compare=False)


def find(pieces: Iterable[Piece]) -> list[Finding]:
    """Unsaved findings, at most MOST_FINDINGS: a roster of ten thousand is held by its first page as well."""
    findings: list[Finding] = []
    for piece in pieces:
        hits = detect(piece.text, is_recognised=piece.is_recognised)[: MOST_FINDINGS - len(findings)]
        if hits:
            boxes = piece.boxes([(hit.start, hit.end) for hit in hits]) if piece.boxes else [None] * len(hits)
            findings += [_finding(piece, hit, box) for hit, box in zip(hits, boxes, strict=True)]
    return findings


def unreadable(page: int) -> Finding:
    return Finding(kind=Finding.Kind.UNREADABLE, page=page)


def _finding(piece: Piece, hit: Hit, box: Box | None) -> Finding:
    # The name of a sheet or a file may be the secret itself; what is shown of a place says no more than the excerpt.
    left, top, right, bottom = box or (None, None, None, None)
    return Finding(
        kind=hit.kind, page=piece.page, cell=_plain(piece.cell)[:120], part=piece.part, is_hidden=piece.is_hidden,
        left=left, top=top, right=right, bottom=bottom, excerpt=hit.excerpt[:MOST_EXCERPT],
    )  # fmt: skip


def _plain(place: str) -> str:
    for hit in reversed(detect(place)):
        place = place[: hit.start] + mask(place[hit.start : hit.end]) + place[hit.end :]
    return place


@dataclass(frozen=True)
class Word:
    """A recognised word: its box in fractions of the page, the line that it stands on."""

    text: str
    confidence: float
    box: Box
    line: int


def recognised(words: Sequence[Word], page: int) -> Piece:
    """The words of a page as one text: lines as lines, and Chinese without the spaces that recognition puts in."""
    text = ""
    spans: list[tuple[int, int, Box]] = []
    last: Word | None = None
    for word in words:
        if last is not None:
            text += "\n" if word.line != last.line else _space(text[-1], word.text[0])
        spans.append((len(text), len(text) + len(word.text), word.box))
        text += word.text
        last = word

    def boxes(wanted: Sequence[tuple[int, int]]) -> list[Box | None]:
        return [_around([box for a, b, box in spans if a < end and start < b]) for start, end in wanted]

    return Piece(text, page=page, is_recognised=True, boxes=boxes)


def _around(boxes: Sequence[Box]) -> Box | None:
    if not boxes:
        return None
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def _space(before: str, after: str) -> str:
    return " " if before.isascii() or after.isascii() else ""
