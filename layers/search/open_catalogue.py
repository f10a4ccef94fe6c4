"""Asking the catalogue of disclosure (公开目录): by facets and words, the newest first, a page at a time, with counts."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Q, QuerySet, Sum

from geo.errors import BadInput
from layers.organisations.models import Organisation
from layers.search.models import OpenCount, OpenEntry, SearchEntry
from layers.search.normalise import needed_grams, spellings
from layers.search.opened import Genre, themes
from layers.search.query import words_of

FACETS = ("organisation", "theme", "genre", "year")
COLUMNS = {facet: facet for facet in FACETS} | {"organisation": "organisation_id"}


@dataclass(frozen=True)
class Wish:
    """What is asked for. None: all. ``words`` are sought in names and in the text of documents."""

    organisation: Organisation | None = None
    theme: str | None = None
    genre: str | None = None
    year: int | None = None
    words: tuple[str, ...] = ()

    @classmethod
    def read(cls, given: Any) -> Self:
        """From the parameters of an address. A value that no entry can have chooses nothing: WeChat and others add words
        of their own. Raises BadInput("q", …) for words that cannot be sought."""
        organisation, year, words = (
            given.get("organisation"),
            given.get("year", ""),
            given.get("q", "").strip(),
        )
        return cls(
            Organisation.objects.filter(public_id=organisation).first() if organisation else None,
            given.get("theme") if given.get("theme") in themes() else None,
            given.get("genre") if given.get("genre") in Genre.values else None,
            int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
            tuple(words_of(words)) if words else (),
        )

    def value(self, facet: str) -> Any:
        """Of a facet, as the columns hold it."""
        found = getattr(self, facet)
        return found.pk if isinstance(found, Organisation) else found

    def chosen(self) -> list[tuple[str, Any]]:
        return [(facet, value) for facet in FACETS if (value := self.value(facet)) is not None]

    def entries(self) -> QuerySet[OpenEntry]:
        rows = OpenEntry.objects.filter(**dict(self.chosen()))
        return rows.filter(entry__in=holding(self.words)) if self.words else rows


def holding(words: Iterable[str]) -> QuerySet[SearchEntry, Any]:
    """Search entries whose text holds all the words, in either spelling, through the index of pairs."""
    rows = SearchEntry.objects.order_by()
    for word in words:
        either = Q()
        for spelling in spellings(word):
            either |= Q(grams__contains=needed_grams(spelling), text__contains=spelling)
        rows = rows.filter(either)
    return rows.values("pk")


@dataclass(frozen=True)
class Place:
    """Where in the order of the list a page ends. The number decides among what became public in one moment."""

    published_at: dt.datetime
    number: str

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises BadInput("after", …)."""
        moment, _, number = text.partition("_")
        try:
            published_at = dt.datetime.fromisoformat(moment)
            if published_at.tzinfo is None or not number or "\0" in number:
                raise ValueError
        except ValueError:
            raise BadInput("after", "翻页的位置不正确，请从第一页重新看起") from None
        return cls(published_at, number)

    def __str__(self) -> str:
        return f"{self.published_at.astimezone(dt.UTC).isoformat()}_{self.number}"


def page(wish: Wish, size: int, after: Place | None = None) -> tuple[list[OpenEntry], Place | None]:
    """Some entries with their search entries and organisations, and where the next page begins."""
    rows = wish.entries().order_by("-published_at", "-number")
    if after is not None:
        # One comparison of rows, which the index of the order answers at any depth.
        rows = rows.extra(
            where=["(layers_openentry.published_at, layers_openentry.number) < (%s, %s)"],
            params=[after.published_at, after.number],
        )
    found = list(
        rows.select_related("entry", "organisation").defer("entry__text", "entry__grams")[: size + 1]
    )
    last = found[size - 1] if len(found) > size else None
    return found[:size], Place(last.published_at, last.number) if last else None


# A word that stands in everything is not counted to its end: that would take seconds, for a figure that nobody reads.
MOST_COUNTED = 10_000


def counts(wish: Wish) -> tuple[int, dict[str, Counter[Any]]]:
    """How many entries ``wish`` finds, and for each facet how many there would be by each of its values. With words, of
    the first MOST_COUNTED that hold them."""
    by_facet = _of_lines(wish) if wish.words else {facet: _of_sums(wish, facet) for facet in FACETS}
    years = by_facet["year"]
    return years.total() if wish.year is None else years[wish.year], by_facet


def _of_sums(wish: Wish, facet: str) -> Counter[Any]:
    others = {COLUMNS[one]: value for one, value in wish.chosen() if one != facet}
    summed = OpenCount.objects.filter(**others).values_list(COLUMNS[facet]).annotate(Sum("number"))
    return Counter({value: number for value, number in summed if number})


def _of_lines(wish: Wish) -> dict[str, Counter[Any]]:
    held = OpenEntry.objects.filter(entry__in=holding(wish.words)).values_list(*COLUMNS.values())
    chosen = dict(wish.chosen())
    by_facet: dict[str, Counter[Any]] = {facet: Counter() for facet in FACETS}
    for line, number in Counter(held[:MOST_COUNTED]).items():
        values = dict(zip(FACETS, line, strict=True))
        misses = [facet for facet, value in chosen.items() if values[facet] != value]
        for facet in FACETS:
            if misses in ([], [facet]):
                by_facet[facet][values[facet]] += number
    return by_facet
