"""Public ids: 8 random Crockford base32 characters and a check character; typed from paper, never the key.

The check character is Luhn mod N with N = 32 over the same alphabet. Case does not matter, I and L are read
as 1, O as 0; U is refused, as Crockford does.
"""

import secrets
from typing import Any

from django.core.validators import RegexValidator
from django.db import models

from geo.errors import BadInput

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 9
NUMBERS = 32 ** (LENGTH - 1)
BLIND_PAIRS = (ALPHABET[0] + ALPHABET[-1], ALPHABET[-1] + ALPHABET[0])
# A full-period step modulo a power of two: it is 1 modulo 4.
STEP = 6_364_136_223_846_793_005
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})


def check_character(payload: str) -> str:
    """The Luhn mod 32 check character of ``payload`` (characters of ALPHABET)."""
    total, factor = 0, 2
    for character in reversed(payload):
        product = factor * _VALUE[character]
        total += product // 32 + product % 32
        factor = 3 - factor
    return ALPHABET[-total % 32]


def new_public_id() -> str:
    return public_id_from_number(secrets.randbelow(NUMBERS))


def public_id_from_number(number: int) -> str:
    """The public id that ``number`` (0 <= number < 2**40) leads to; the seeded samples draw theirs so.

    Luhn mod N does not notice when the first and the last letter of its alphabet change places. An id with
    such neighbours is passed over for the next in a fixed walk through all numbers, so that every swap of two
    neighbours in an id that we gave out is noticed.
    """
    while True:
        payload = "".join(ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))
        made = payload + check_character(payload)
        if not any(pair in made for pair in BLIND_PAIRS):
            return made
        number = (number * STEP + 1) % NUMBERS


def parse_public_id(text: str, parameter: str | None = "id") -> str:
    """The id in its canonical form, or BadInput that says 编号可能输错."""
    canonical = text.strip().upper().translate(_READ_AS)
    if len(canonical) != LENGTH or not set(canonical) <= _VALUE.keys():
        raise BadInput(parameter, "编号可能输错：应为 9 位数字或字母")
    if check_character(canonical[:-1]) != canonical[-1]:
        raise BadInput(parameter, "编号可能输错：校验位不符，请核对每一位")
    return canonical


class PublicIdField(models.CharField[str, str]):
    """A public id column: unique, indexed, given once and never changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_length=LENGTH, unique=True, editable=False)
        kwargs.setdefault("default", new_public_id)
        kwargs.setdefault("verbose_name", "公开编号")
        kwargs.setdefault("validators", [RegexValidator(f"^[{ALPHABET}]{{{LENGTH}}}$", "公开编号格式不符")])
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for given in ("max_length", "unique", "editable", "validators"):
            kwargs.pop(given, None)
        return name, path, args, kwargs
