"""What a detector says, and the one form in which all of them read a text."""

import unicodedata
from dataclasses import dataclass

# Between the digits of one number: what people type there, and the invisible characters that copying brings along.
GAP = r"[ \t\u00a0\u3000\-·]{0,2}"
INVISIBLE = {"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad"}
DASHES = set("‐‑‒–—―−﹣－")


@dataclass(frozen=True)
class Hit:
    """``kind`` is a Finding.Kind; ``start`` and ``end`` are positions in the text as it was given."""

    kind: str
    start: int
    end: int
    excerpt: str


def fold(text: str) -> str:
    """``text`` with digits, letters and dashes in their plain form; as long as before, so that positions stay."""
    return "".join(_fold_character(character) for character in text)


def _fold_character(character: str) -> str:
    if character < "\x80":
        return character
    if character in DASHES:
        return "-"
    if character in INVISIBLE:
        return " "
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", character)
    # A circled number is a list's mark, no digit of a number.
    return plain if len(plain) == 1 and plain.isascii() and not plain.isdigit() else character


def mask(found: str) -> str:
    """Enough to find it again on the page, too little to use it: three characters, stars, the last two."""
    plain = "".join(found.split())
    return plain[:3] + "*" * (len(plain) - 5) + plain[-2:] if len(plain) > 8 else plain[:1] + "*" * 3
