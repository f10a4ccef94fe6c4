"""Strict reading of one number from a request: plain ASCII decimals, nothing that only Python accepts."""

import re

from geo.errors import BadInput

# float() also takes "nan", "1e3", "1_0", " 1 ", "+1" and the digits of forty scripts: none is a coordinate.
PLAIN_DECIMAL = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,30})?")
PLAIN_INTEGER = re.compile(r"0|[1-9][0-9]{0,19}")


def parse_decimal(text: str | None, *, parameter: str, title: str, low: float, high: float) -> float:
    """One decimal between `low` and `high` (both allowed), in the unit of the bounds.

    `title` is the Chinese name of the value for the message. Raises BadInput(parameter).
    """
    if text is None or text == "":
        raise BadInput(parameter, f"缺少{title}")
    if not PLAIN_DECIMAL.fullmatch(text):
        raise BadInput(parameter, f"{title}必须是普通的十进制数字，例如 118.05")
    number = float(text)
    if not low <= number <= high:
        raise BadInput(parameter, f"{title}超出范围，应在 {low:g} 与 {high:g} 之间")
    return number


def parse_natural(text: str | None, *, parameter: str, title: str, high: int) -> int:
    """One whole number 0..high without sign, exponent or leading zeros (one spelling = one cache key).

    Raises BadInput(parameter).
    """
    if text is None or text == "":
        raise BadInput(parameter, f"缺少{title}")
    if not PLAIN_INTEGER.fullmatch(text):
        raise BadInput(parameter, f"{title}必须是不带符号的整数")
    number = int(text)
    if number > high:
        raise BadInput(parameter, f"{title}超出范围，应在 0 与 {high} 之间")
    return number
