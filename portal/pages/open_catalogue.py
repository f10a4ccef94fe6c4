"""/open/: 政府信息公开目录, all that is public in one list with its index numbers, by facets and words."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from layers.organisations.models import Organisation
from layers.search.models import OpenEntry
from layers.search.open_catalogue import FACETS, MOST_COUNTED, Place, Wish, counts, page
from layers.search.opened import Genre, themes
from layers.search.query import LONGEST
from layers.search.registry import KINDS
from portal.listing import Chip, address, chip

PAGE_SIZE = 30
TITLES = {"organisation": "机构", "theme": "主题", "genre": "体裁", "year": "年度"}


@require_safe
def open_catalogue(request: HttpRequest) -> HttpResponse:
    """Raises BadInput for words of punctuation alone and for a place in the list that is none."""
    wish = Wish.read(request.GET)
    after = request.GET.get("after")
    entries, following = page(wish, PAGE_SIZE, Place.read(after) if after else None)
    total, by_facet = counts(wish)
    context = {
        "words": request.GET.get("q", "").strip(),
        "longest": LONGEST,
        "chosen": [(facet, request.GET[facet]) for facet in FACETS if wish.value(facet) is not None],
        "facets": facets(request, wish, by_facet),
        "total": total,
        "most": MOST_COUNTED,
        "is_more": bool(wish.words) and total >= MOST_COUNTED,
        "rows": with_validity(entries),
        "is_first": not after,
        "first": address(request),
        "following": following and address(request, after=str(following)),
        "feed": address(request).replace("/open/", "/open/feed.atom", 1),
    }
    return render(request, "pages/open_catalogue.html", context)


def facets(
    request: HttpRequest, wish: Wish, by_facet: dict[str, Counter[Any]]
) -> list[tuple[str, list[Chip], str]]:
    """For each facet its title, its chips and the name of the one that is chosen. Most first; years in their order."""
    found = []
    for facet, counted in by_facet.items():
        values = (
            sorted(counted, reverse=True) if facet == "year" else [one for one, _ in counted.most_common()]
        )
        names = named(facet, values)
        chips = [chip(request, facet, *names[value], counted[value]) for value in values if value in names]
        found.append((TITLES[facet], chips, next((one.name for one in chips if one.chosen), "")))
    return found


def named(facet: str, values: Iterable[Any]) -> dict[Any, tuple[str, str]]:
    """Value → what stands in the address, and its name."""
    if facet == "organisation":
        rows = Organisation.objects.filter(pk__in=[value for value in values if value is not None])
        return {one.pk: (one.public_id, one.short_name or one.name) for one in rows}
    if facet == "year":
        return {value: (str(value), f"{value} 年") for value in values}
    names = themes() if facet == "theme" else dict(Genre.choices)
    return {value: (value, names[value]) for value in values}


def with_validity(entries: list[OpenEntry]) -> list[tuple[OpenEntry, str]]:
    """Each with what holds today of it, "" where it has no 有效性. One query a kind that has one."""
    keys: dict[str, list[str]] = {}
    for one in entries:
        keys.setdefault(one.entry.kind, []).append(one.entry.key)
    words = {kind: KINDS[kind].validity(of_kind) for kind, of_kind in keys.items() if kind in KINDS}
    return [(one, words.get(one.entry.kind, {}).get(one.entry.key, "")) for one in entries]
