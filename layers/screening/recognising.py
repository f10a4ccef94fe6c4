"""Pages that have to be looked at: the picture that the public will see, and what recognition reads on it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from geo.errors import BadInput
from layers.documents import sandbox
from layers.documents.models import StoredFile
from layers.documents.pages import MAX_PAGES, REASONS
from layers.documents.parsers import render
from layers.documents.store import open_stored
from layers.screening.models import Finding
from layers.screening.parsers import tesseract
from layers.screening.pieces import Word, find, recognised, unreadable
from layers.screening.reading import PARSERS

# A page of A4 has 2,339 pixels at 200 to the inch, a map of A2 4,678.
LONGEST_PX = 4_700
# Recognition of one page in four directions, with the two languages in memory.
LIMITS = sandbox.Limits(memory_bytes=2 << 30, cpu_s=120, wall_s=240)
# Below this a word is a guess. Print is read above 85; a photo's leaves and bricks give words of 20 to 40.
LEGIBLE = 60
# So many guessed characters beside fewer legible ones: there is writing, and nobody has read it.
MOST_GUESSED = 12


@dataclass(frozen=True)
class SeenPage:
    """``picture`` is empty when not even that could be made; the page is then held back."""

    number: int
    picture: bytes
    findings: list[Finding]


def recognise(stored: StoredFile, file_name: str, pages: Sequence[int]) -> Iterator[SeenPage]:
    """Each of ``pages`` as it is done. A page that nobody could read is a finding, never passed over."""
    for number in pages:
        arguments = {
            "media_type": stored.media_type,
            "page": number,
            "max_pages": MAX_PAGES,
            "longest": LONGEST_PX,
        }
        try:
            with open_stored(stored) as source:
                emitted = sandbox.run(
                    PARSERS / "recognise.py",
                    source,
                    name=file_name,
                    arguments=arguments,
                    reasons=REASONS,
                    limits=LIMITS,
                    modules=[render, tesseract],
                )
        except BadInput:
            yield SeenPage(number, b"", [unreadable(number)])
            continue
        picture = emitted.get("picture-jpeg") or emitted.get("picture-png") or b""
        yield SeenPage(number, picture, _findings(number, json.loads(emitted["words"])))


def _findings(number: int, said: dict[str, Any]) -> list[Finding]:
    if said.get("missing"):
        return [unreadable(number)]
    words = [Word(text, sure, (left, top, right, bottom), line)
             for text, sure, left, top, right, bottom, line in said["words"]]  # fmt: skip
    findings = find([recognised(words, number)])
    return findings if is_legible(words) else [*findings, unreadable(number)]


def is_legible(words: Sequence[Word]) -> bool:
    """False for a page whose writing was guessed rather than read."""
    letters = {True: 0, False: 0}
    for word in words:
        letters[word.confidence >= LEGIBLE] += sum(character.isalnum() for character in word.text)
    return letters[False] <= MOST_GUESSED or letters[True] > 2 * letters[False]
