"""Licence plates of vehicles (GA 36-2018): a province, a letter, five characters, or six with green plates."""

import re
from collections.abc import Iterator

from layers.screening.detectors.hit import Hit

PLATE = re.compile(
    r"(?<![0-9A-Za-z])([京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新][A-HJ-NP-Z] ?[·•.\-]? ?"
    r"[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警])(?![0-9A-Za-z])"
)


def find(text: str) -> Iterator[Hit]:
    """``text`` is folded (hit.fold)."""
    for match in PLATE.finditer(text):
        # A plate has at least three digits; 鲁A级EXPRESS has none.
        if sum(character.isdigit() for character in match[1]) >= 3:
            yield Hit("plate", match.start(1), match.end(1), f"{match[1][:2]}***{match[1][-2:]}")
