"""/staff/<noun>/: what lies in my scope, found by name, region, category; a page costs the same wherever it lies."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers.places.models import Category
from layers.places.wanted import lacking
from layers.regions.models import Region
from layers.search.models import SearchEntry
from layers.search.normalise import needed_grams, spellings
from layers.search.query import words_of
from layers.staff.scope import Scope, scope_for
from portal.desk.forms.layout import LAYOUTS
from portal.desk.noun import AREAS, LEVELS, DeskNoun, desk_noun

PAGE = 50
# Above it a count says "more than".
MOST_COUNTED = 1_000
# Of what a search finds; who reads a thousand rows types another word.
MOST_FOUND = 1_000


@dataclass(frozen=True)
class Wish:
    """What the address asks for. ``region`` is a code, ``after`` where the page before ended."""

    q: str = ""
    region: str = ""
    category: str = ""
    level: str = ""
    withdrawn: bool = False
    lacking: bool = False
    after: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Wish":
        """Raises BadInput for an overlong value."""
        given = {name: request.GET.get(name, "").strip() for name in cls.__dataclass_fields__}
        for name, value in given.items():
            if len(value) > 100:
                raise BadInput(name, "查询条件过长")
        ticked = {name: given[name] == "1" for name in ("withdrawn", "lacking")}
        return cls(**{**given, **ticked})  # type: ignore[arg-type]

    def address(self, **changed: str) -> str:
        """The query with some values changed; a new filter starts at the first page."""
        asked = {name: getattr(self, name) for name in ("q", "region", "category", "level")}
        asked |= {name: "1" if getattr(self, name) else "" for name in ("withdrawn", "lacking")} | changed
        return "?" + urlencode({name: value for name, value in asked.items() if value})


@require_safe
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    noun, scope, wish = desk_noun(slug), scope_for(request), Wish.of(request)
    chosen, choices = region_choices(noun, scope, wish)
    rows = narrowed(noun, noun.rows(scope), wish, chosen, scope)
    page, following = paged(noun, rows, wish)
    context = {
        "noun": noun,
        "wish": wish,
        "rows": [
            (noun.key(row), row, [(label, value(row)) for label, value in noun.columns]) for row in page
        ],
        "count": rows.order_by()[: MOST_COUNTED + 1].count() if following or wish.after else len(page),
        "most": MOST_COUNTED,
        "following": following and wish.address(after=following),
        "chosen": chosen,
        "regions": choices,
        "categories": Category.objects.select_related("group").order_by("group__sort_key", "sort_key")
        if noun.category
        else (),
        "levels": LEVELS if noun.level else (),
        "may_create": noun.name in LAYOUTS and noun.may_create(scope),
    }
    return render(request, "desk/list.html", context)


def narrowed(
    noun: DeskNoun, rows: QuerySet[Any], wish: Wish, region: Region | None, scope: Scope
) -> QuerySet[Any]:
    if noun.withdrawn is not None:
        rows = rows.filter(noun.withdrawn) if wish.withdrawn else rows.exclude(noun.withdrawn)
    if region is not None:
        rows = rows.filter(**{f"{noun.region_path}__startswith": region.path})
    if noun.category and wish.category:
        rows = rows.filter(**{noun.category: wish.category})
    if noun.category and wish.lacking:
        rows = rows.filter(lacking())
    if noun.level and wish.level:
        if wish.level not in dict(LEVELS):
            raise BadInput("level", "没有这一级")
        rows = rows.filter(level=int(wish.level))
    paths = [region.path] if region else scope.region_paths
    return rows.filter(named(noun, wish, paths)) if wish.q else rows


def named(noun: DeskNoun, wish: Wish, paths: Iterable[str]) -> Q:
    """Through the search index where the noun is in it; what was withdrawn is not, and is little."""
    words = words_of(wish.q)
    if noun.found_as and not wish.withdrawn:
        entries = SearchEntry.objects.filter(kind=noun.found_as)
        for word in words:
            entries = entries.filter(_holds(word, paths))
        return Q(**{f"{noun.noun.key}__in": list(entries.values_list("key", flat=True)[:MOST_FOUND])})
    found = Q()
    for word in words:
        found &= Q(*(Q(**{f"{column}__icontains": word}) for column in noun.searched), _connector=Q.OR)
    return found


def _holds(word: str, paths: Iterable[str]) -> Q:
    """In one of these regions: the index of pairs holds the mark of each region that a thing lies in."""
    found = Q(pk__in=[])
    for path, spelling in product(paths, spellings(word)):
        found |= Q(grams__contains=[f"@{path}", *needed_grams(spelling)]) & Q(text__contains=spelling)
    return found


def paged(noun: DeskNoun, rows: QuerySet[Any], wish: Wish) -> tuple[list[Any], str]:
    """A page and the ``after`` of the next one. By key: the thousandth page costs what the first does."""
    if len(noun.order) > 1:
        return list(rows.order_by(*noun.order)[:MOST_COUNTED]), ""
    column, is_down = noun.order[0].lstrip("-"), noun.order[0].startswith("-")
    if wish.after:
        try:
            rows = rows.filter(**{f"{column}__{'lt' if is_down else 'gt'}": wish.after})
        except ValueError:
            raise BadInput("after", "页码不正确") from None
    found = list(rows.order_by(*noun.order)[: PAGE + 1])
    return found[:PAGE], str(getattr(found[PAGE - 1], column)) if len(found) > PAGE else ""


def region_choices(noun: DeskNoun, scope: Scope, wish: Wish) -> tuple[Region | None, list[Region]]:
    """The region that is asked for, and what can be asked for from here: the units above it as far as the scope
    reaches, and those just below. Raises BadInput for one outside of the scope."""
    if not noun.region_path or not scope:
        return None, []
    mine = scope.rows(Region.objects.defer(*AREAS), "path", None)
    if not wish.region:
        tops = Q(path__in=scope.region_paths) | Q(manage_parent__path__in=scope.region_paths)
        return None, list(mine.filter(tops, valid_to=None).order_by("path"))
    chosen = mine.filter(code=wish.region).first()
    if chosen is None:
        raise BadInput("region", "没有这个区划，或不在您的范围内")
    line = [int(key) for key in chosen.path.split("/") if key]
    near = mine.filter(Q(pk__in=line) | Q(manage_parent=chosen), valid_to=None)
    return chosen, list(near.order_by("path"))
