"""Names and numbers of nobody, each by the rules of its standard."""

import random

from layers.screening.detectors.bank_card import has_luhn_digit
from layers.screening.detectors.credit_code import ALPHABET, is_credit_code
from layers.screening.detectors.id_card import CHECK_DIGITS, WEIGHTS

FAMILIES, GIVEN = "王李张刘陈杨赵孙周吴", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"


def id_number(chance: random.Random) -> str:
    body = f"37{chance.randint(1, 17):02}{chance.randint(1, 29):02}{chance.randint(1940, 2015)}"
    body += f"{chance.randint(1, 12):02}{chance.randint(1, 28):02}{chance.randint(1, 999):03}"
    return body + CHECK_DIGITS[sum(w * int(d) for w, d in zip(WEIGHTS, body, strict=True)) % 11]


def card_number(chance: random.Random) -> str:
    body = "6222" + "".join(str(chance.randint(0, 9)) for _ in range(14))
    return next(body + digit for digit in "0123456789" if has_luhn_digit(body + digit))


def mobile_number(chance: random.Random) -> str:
    return f"1{chance.choice('3578')}{chance.randint(10**8, 10**9 - 1)}"


def credit_code(chance: random.Random) -> str:
    body = "91370700MA" + "".join(chance.choice(ALPHABET) for _ in range(7))
    return next(body + last for last in ALPHABET if is_credit_code(body + last))


def person(chance: random.Random) -> str:
    return chance.choice(FAMILIES) + "".join(chance.choices(GIVEN, k=chance.randint(1, 2)))
