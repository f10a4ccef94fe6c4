"""How a name may be typed in Latin letters: full pinyin without spaces, and initials."""

from collections.abc import Iterable
from itertools import islice, product

from pypinyin import Style, pinyin

# A long name with many heteronyms would explode; the likeliest come first.
MOST = 8


def syllable_readings(name: str) -> list[list[str]]:
    """Readings of ``name`` as lists of syllables, likeliest first; a run of Latin letters or digits is one."""
    choices = pinyin(name.lower(), style=Style.NORMAL, heteronym=True)
    return [list(reading) for reading in islice(product(*choices), MOST)]


def typed_forms(readings: Iterable[list[str]]) -> set[str]:
    """What one may type for these readings: "boxingxian" and "bxx"."""
    forms = set()
    for reading in readings:
        syllables = [syllable for syllable in reading if syllable.isalnum() and syllable.isascii()]
        if syllables:
            forms.add("".join(syllables))
            forms.add("".join(syllable[0] for syllable in syllables))
    return forms
