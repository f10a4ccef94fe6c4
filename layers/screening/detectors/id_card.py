"""Citizen identity numbers: 18 digits (GB 11643-1999: region, date of birth, order, check digit) and the older 15."""

import datetime as dt
import re
from collections.abc import Iterator

from layers.screening.detectors.credit_code import is_credit_code
from layers.screening.detectors.hit import GAP, Hit, mask

# GB/T 2260: the first two digits of every province, with Taiwan, Hong Kong, Macao and their residents' permits (83).
PROVINCES = frozenset(
    re.findall("..", "1112131415212223313233343536374142434445465051525354616263646571818283")
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
OLDEST_YEAR = 1900

# What recognition takes for a digit; it counts only where the check digit then fits.
CONFUSED = str.maketrans("OoQDIl|SsBZz×", "00001115582" + "2X")
_BREAK = rf"(?:{GAP}|[ \t]*\r?\n[ \t]*)"
_FREE_BEFORE, _FREE_AFTER = r"(?<![0-9A-Za-z])(?<!\d\.)", r"(?![0-9A-Za-z]|\.\d)"
# In a look-ahead, so that a row number before the number does not hide it.
EIGHTEEN = re.compile(rf"{_FREE_BEFORE}(?=([1-8](?:{_BREAK}\d){{16}}{_BREAK}[\dXx×]){_FREE_AFTER})")
ALIKE = re.compile(
    rf"{_FREE_BEFORE}(?=([0-9OoQDIl|SsBZz](?:{GAP}[0-9OoQDIl|SsBZz]){{16}}{GAP}[0-9OoQDIl|SsBZzXx×]){_FREE_AFTER})"
)
FIFTEEN = re.compile(rf"{_FREE_BEFORE}([1-8]\d{{14}}){_FREE_AFTER}")
# The business registration numbers of before 2015 have 15 digits and begin with a region, too.
REGISTRATION = re.compile(r"(?:注册号|登记号|许可证|流水号|订单号)[^\n]{0,8}$")


def find(text: str) -> Iterator[Hit]:
    """``text`` is folded (hit.fold)."""
    for match in EIGHTEEN.finditer(text):
        found = match[1]
        number = _plain(found)
        # Written in one piece a wrong check digit is a slip of the pen; put together from pieces it is chance.
        is_whole = has_check_digit(number) or (found.upper() == number and not is_credit_code(number))
        if is_whole and is_place_and_date(number[:6], number[6:14]):
            yield Hit("id_card", match.start(1), match.end(1), mask(number))
    for match in ALIKE.finditer(text):
        number = _plain(match[1]).translate(CONFUSED)
        mistaken = sum(not character.isdigit() for character in _plain(match[1])[:17])
        if 0 < mistaken <= 5 and has_check_digit(number) and is_place_and_date(number[:6], number[6:14]):
            yield Hit("id_card", match.start(1), match.end(1), mask(number))
    for match in FIFTEEN.finditer(text):
        number = match[1]
        before = text[max(0, match.start() - 20) : match.start()]
        if is_place_and_date(number[:6], "19" + number[6:12]) and not REGISTRATION.search(before):
            yield Hit("id_card", match.start(1), match.end(1), mask(number))


def has_check_digit(number: str) -> bool:
    """GB 11643-1999, 3.3 (ISO 7064:1983 MOD 11-2); ``number`` is 18 characters, the last may be X."""
    if not number[:17].isdigit():
        return False
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=False))
    return CHECK_DIGITS[total % 11] == number[17]


def is_place_and_date(region: str, date: str) -> bool:
    """``region`` of six digits in a province, ``date`` (YYYYMMDD) a day on which somebody alive may be born."""
    if not (region.isdigit() and date.isdigit()) or region[:2] not in PROVINCES or region[2:] == "0000":
        return False
    try:
        born = dt.date(int(date[:4]), int(date[4:6]), int(date[6:]))
    except ValueError:
        return False
    return born.year >= OLDEST_YEAR and born <= dt.datetime.now(dt.UTC).date()


def _plain(found: str) -> str:
    return re.sub(r"[\s\-·]", "", found).replace("x", "X").replace("×", "X")
