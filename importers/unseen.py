"""Characters that nobody sees and a database keeps: control, bidi overrides, zero width, surrogates, private use."""

import unicodedata

CATEGORIES = {"Cc", "Cf", "Cs", "Co"}


def has_unseen(text: str) -> bool:
    # What is printable in ASCII is seen; the look-up letter by letter is for the few lines with more.
    if text.isascii() and text.isprintable():
        return False
    return any(unicodedata.category(letter) in CATEGORIES for letter in text)
