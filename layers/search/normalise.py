"""One spelling for what people type and what is stored: width, case, numerals, the suffix of a village.

Nothing is lost: the plain spelling stays beside the canonical one, and a query matches either.
"""

import re
import unicodedata

_DIGITS = {**{character: value for value, character in enumerate("〇一二三四五六七八九")}, "零": 0, "两": 2}
_NUMERAL = re.compile("[〇零一二三四五六七八九十百]+")
# 村委会, 村民委员会 and 村 are one to a villager; so are 居委会, 居民委员会 and 社区.
_SUFFIXES = (
    (re.compile(r"(?<=.)(?:村民委员会|村委会|村委)$"), "村"),
    (re.compile(r"(?<=.)(?:社区)?(?:居民委员会|居委会|居委)$"), "社区"),
)
_NOISE = re.compile(r"[\s·・,,。.、()()〔〕\[\]【】《》“”\"'’‘\-—_/:]+")


def plain(text: str) -> str:
    """NFKC, lower case, without spaces and punctuation; 文号 brackets go too, so typing them is optional."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).lower())


def without_numerals(text: str) -> str:
    """Chinese numerals as digits: 黄河五路 = 黄河5路, 二十里铺 = 20里铺, 二〇一二 = 2012."""
    return _NUMERAL.sub(lambda match: _number(match.group()), text)


def _number(numeral: str) -> str:
    if "十" not in numeral and "百" not in numeral:
        return "".join(str(_DIGITS[character]) for character in numeral)
    total, digit = 0, 0
    for character in numeral:
        if character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[character]
    return str(total + digit)


def canonical(text: str) -> str:
    """``plain`` with digits for numerals and one suffix for every kind of village committee."""
    result = plain(text)
    for pattern, replacement in _SUFFIXES:
        if pattern.search(result):
            result = pattern.sub(replacement, result)
            break
    return without_numerals(result)


def spellings(text: str) -> list[str]:
    """The one or two spellings under which a text is stored and asked for."""
    return list(dict.fromkeys(spelling for spelling in (plain(text), canonical(text)) if spelling))


def grams(text: str) -> set[str]:
    """Single characters and pairs of neighbours of an already normalised text."""
    return {*text, *(text[i : i + 2] for i in range(len(text) - 1))}


def needed_grams(text: str) -> list[str]:
    """The pieces that a stored text must have to contain ``text``: pairs, or the one character."""
    return [text] if len(text) == 1 else sorted({text[i : i + 2] for i in range(len(text) - 1)})
