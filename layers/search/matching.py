"""Rows of one kind that are called so, for lists that are narrowed by words: all of them, without a limit."""

from typing import Any

from django.db.models import Q

from layers.search.models import SearchEntry, SearchReading
from layers.search.normalise import needed_grams, spellings
from layers.search.query import latin_letters


def called(kind: str, word: str) -> Q:
    """On ``public_id``: its search text holds ``word``, or it is read so in pinyin."""
    found = Q(public_id__in=keys_holding(kind, word))
    if latin := latin_letters(word):
        readings = SearchReading.objects.filter(entry__kind=kind, reading__startswith=latin)
        found |= Q(public_id__in=readings.values("entry__key"))
    return found


def keys_holding(kind: str, word: str) -> Any:
    """The keys of one kind whose search text holds ``word``, as a subquery on the index of pairs."""
    condition = Q()
    for spelling in spellings(word):
        condition |= Q(grams__contains=needed_grams(spelling)) & Q(text__contains=spelling)
    return SearchEntry.objects.filter(condition, kind=kind).values("key")
