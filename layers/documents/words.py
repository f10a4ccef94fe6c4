"""Finding words in the text of a page as a reader means them: across line ends, in either width, either case."""

import re
import unicodedata
from dataclasses import dataclass

MAX_QUERY = 100
AROUND = 24


@dataclass(frozen=True)
class Piece:
    """A stretch of text that is or is not what was searched for."""

    text: str
    hit: bool


def fold(text: str) -> str:
    """``text`` with each character in one form; as long as before, so that positions stay."""
    return "".join(_fold_character(character) for character in text)


def _fold_character(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character).lower()
    return plain if len(plain) == 1 else character


def pattern(query: str) -> re.Pattern[str] | None:
    """What matches ``query``: a PDF breaks lines within words, so white space is allowed anywhere."""
    letters = [re.escape(character) for character in fold(query[:MAX_QUERY]) if not character.isspace()]
    return re.compile(r"\s*".join(letters)) if letters else None


def mark(text: str, wanted: re.Pattern[str] | None) -> list[Piece]:
    """The whole text in pieces, hits apart."""
    pieces, position = [], 0
    for match in wanted.finditer(fold(text)) if wanted else ():
        pieces.append(Piece(text[position : match.start()], False))
        pieces.append(Piece(text[match.start() : match.end()], True))
        position = match.end()
    pieces.append(Piece(text[position:], False))
    return [piece for piece in pieces if piece.text]


def excerpt(text: str, wanted: re.Pattern[str]) -> tuple[int, list[Piece]]:
    """How often ``wanted`` is in ``text``, and the first hit with the words around it on one line."""
    matches = list(wanted.finditer(fold(text)))
    if not matches:
        return 0, []
    first = matches[0]
    before = text[max(0, first.start() - AROUND) : first.start()]
    after = text[first.end() : first.end() + AROUND]
    found = text[first.start() : first.end()]
    pieces = [Piece(before, False), Piece(found, True), Piece(after, False)]
    return len(matches), [Piece(re.sub(r"\s*\n\s*", "", piece.text), piece.hit) for piece in pieces]
