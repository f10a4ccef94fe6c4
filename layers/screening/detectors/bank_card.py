"""Numbers of bank cards: 16 to 19 digits with a check digit (GB/T 14504, ISO/IEC 7812-1: Luhn)."""

import re
from collections.abc import Iterator

from layers.screening.detectors.hit import Hit, mask

# 62 is UnionPay, whose cards pay the villages out; then Visa, MasterCard, JCB and what banks issued before 2002.
ISSUERS = re.compile(r"62|60[13]|4|5[1-5]|35[2-8]|9558|6[89]")
_FREE_BEFORE, _FREE_AFTER = r"(?<![0-9A-Za-z])(?<!\d[.\-])", r"(?![0-9A-Za-z]|[.\-]\d)"
WHOLE = re.compile(rf"{_FREE_BEFORE}(\d{{16,19}}){_FREE_AFTER}")
GROUPS = re.compile(
    rf"{_FREE_BEFORE}(?=(\d{{4}}(?:[ \t\u00a0\u3000\-]{{1,2}}\d{{4}}){{3}}(?:[ \t\u00a0\u3000\-]{{1,2}}\d{{1,3}})?){_FREE_AFTER})"
)
SPACED = re.compile(rf"{_FREE_BEFORE}(\d(?: \d){{15,18}}){_FREE_AFTER}")
BROKEN = re.compile(rf"{_FREE_BEFORE}(\d{{4,15}}[ \t]*\r?\n[ \t]*\d{{1,15}}){_FREE_AFTER}")
LABEL = re.compile(r"(?:卡号|账号|帐号|账户|存折)[^\n\d]{0,10}$")


def find(text: str) -> Iterator[Hit]:
    """``text`` is folded (hit.fold)."""
    for pattern in (WHOLE, GROUPS, SPACED, BROKEN):
        for match in pattern.finditer(text):
            number = re.sub(r"\D", "", match[1])
            if 16 <= len(number) <= 19 and ISSUERS.match(number):
                labelled = number.startswith("62") and LABEL.search(text[: match.start()][-20:])
                if has_luhn_digit(number) or labelled:
                    yield Hit("bank_card", match.start(1), match.end(1), mask(number))


def has_luhn_digit(number: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    doubled = (int(digit) * 2 for digit in number[-2::-2])
    return (sum(map(int, number[-1::-2])) + sum(value - 9 * (value > 9) for value in doubled)) % 10 == 0
