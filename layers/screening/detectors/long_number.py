"""In recognised text alone: a run as long as an identity or card number that recognition has not read cleanly."""

import re
from collections.abc import Iterator

from layers.screening.detectors.credit_code import is_credit_code
from layers.screening.detectors.hit import Hit, mask

RUN = re.compile(r"(?<![0-9A-Za-z.])([0-9OoQDIl|SsBZzXx]{14,22})(?![0-9A-Za-z]|\.\d)")
# Numbers that are as long and public: of offices, of parcels, of projects, of approvals.
PUBLIC = re.compile(
    r"(?:信用代码|宗地|单元号|项目代码|编号|编码|备案号|文号|批号|图号|注册号|代码)[^\n]{0,12}$"
)
FEWEST_DIGITS = 11


def find(text: str) -> Iterator[Hit]:
    """``text`` is folded (hit.fold)."""
    for match in RUN.finditer(text):
        digits = sum(character.isdigit() for character in match[1])
        before = text[: match.start()][-30:]
        if digits >= FEWEST_DIGITS and not PUBLIC.search(before) and not is_credit_code(match[1].upper()):
            yield Hit("long_number", match.start(1), match.end(1), mask(match[1]))
