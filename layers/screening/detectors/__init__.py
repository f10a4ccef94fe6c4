"""All detectors over one text. Each is a function of a text alone; the order decides where two see the same digits."""

from layers.screening.detectors import (
    bank_card,
    email,
    id_card,
    long_number,
    mobile,
    passport,
    persons,
    plate,
    scientific,
)
from layers.screening.detectors.hit import Hit, fold

IN_ORDER = (id_card, bank_card, mobile, passport, plate, email, scientific, persons)


def detect(text: str, *, is_recognised: bool = False) -> list[Hit]:
    """What stands in ``text`` that must not become public, in the order of the text.

    ``is_recognised``: the text was read from a picture, so a long run that is not quite a number counts as well.
    """
    folded = fold(text)
    hits: list[Hit] = []
    for detector in (*IN_ORDER, *([long_number] if is_recognised else [])):
        for hit in detector.find(folded):
            if not any(hit.start < other.end and other.start < hit.end for other in hits):
                hits.append(hit)
    return sorted(hits, key=lambda hit: hit.start)
