"""Identity numbers in a text that somebody is about to hand in, as the gate of public files knows them."""

from layers.screening.detectors.hit import fold
from layers.screening.detectors.id_card import find

DROPPED = "（身份证号已删）"


def has_identity_number(text: str) -> bool:
    return next(find(fold(text)), None) is not None


def without_identity_numbers(text: str) -> str:
    """Each replaced by 身份证号已删; everything else as it was typed."""
    for start, end in sorted({(hit.start, hit.end) for hit in find(fold(text))}, reverse=True):
        text = text[:start] + DROPPED + text[end:]
    return text
