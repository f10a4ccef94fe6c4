"""Identity numbers in a text that somebody is about to hand in: 18 digits with their check digit (GB 11643-1999)."""

import re
import unicodedata

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
# People set spaces and hyphens between the groups; full-width digits are digits.
NUMBER = re.compile(r"(?<!\d)[1-9](?:[\s\-]?\d){16}[\s\-]?[\dXx](?!\d)")
DROPPED = "（身份证号已删）"


def has_identity_number(text: str) -> bool:
    return any(_is_one(found[0]) for found in NUMBER.finditer(_narrow(text)))


def without_identity_numbers(text: str) -> str:
    """Each replaced by 身份证号已删; everything else as it was typed."""
    spans = [found.span() for found in NUMBER.finditer(_narrow(text)) if _is_one(found[0])]
    for start, end in reversed(spans):
        text = text[:start] + DROPPED + text[end:]
    return text


def _narrow(text: str) -> str:
    """Full-width letters and digits as narrow ones, character by character, so that places stay the same."""
    return "".join(narrow if len(narrow := unicodedata.normalize("NFKC", one)) == 1 else one for one in text)


def _is_one(found: str) -> bool:
    number = re.sub(r"[\s\-]", "", found).upper()
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=False))
    return CHECK_DIGITS[total % 11] == number[17]
