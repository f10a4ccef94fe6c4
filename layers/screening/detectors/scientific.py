"""A number of 15 to 19 digits that a spreadsheet has turned into 3.70112E+17: the column held identity or card numbers."""

import re
from collections.abc import Iterator

from layers.screening.detectors.hit import Hit

POWER = re.compile(r"(?<![\w.])([1-9]\.\d{2,16}[Ee]\+1[4-8])(?!\w)")


def find(text: str) -> Iterator[Hit]:
    """``text`` is folded (hit.fold)."""
    for match in POWER.finditer(text):
        yield Hit("scientific", match.start(1), match.end(1), f"{match[1][:3]}***{match[1][-4:]}")
