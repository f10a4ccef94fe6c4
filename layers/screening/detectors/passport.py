"""Passports, travel permits and officers' certificates: too short to be known without the word before them."""

import re
from collections.abc import Iterator

from layers.screening.detectors.hit import Hit, mask

LABELLED = re.compile(
    r"(?:护照|通行证|回乡证|台胞证|居留证)[^\n0-9A-Za-z]{0,12}"
    r"((?:[EGDSPHMKJ][A-HJ-NP-Z]?\d{7,8}|[HM]\d{10}|\d{8}))(?![0-9A-Za-z])"
)
OFFICER = re.compile(r"(?:军官证|士官证|警官证|文职干部证)?[^\n0-9]{0,8}([军兵士文后政参]字?第 ?\d{6,8} ?号)")


def find(text: str) -> Iterator[Hit]:
    """``text`` is folded (hit.fold)."""
    for match in LABELLED.finditer(text):
        yield Hit("passport", match.start(1), match.end(1), mask(match[1]))
    for match in OFFICER.finditer(text):
        # 政字第…号 is a document's number as well: only behind the name of the certificate.
        if "证" in match[0][: match.start(1) - match.start()]:
            yield Hit("passport", match.start(1), match.end(1), mask(match[1]))
