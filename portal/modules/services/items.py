"""您想办什么事: items by who one is, by theme, by area, by words."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers.search.query import LONGEST
from layers.services.models import ServiceItem, Theme
from portal.areas import areas_of, chosen_area, in_area, own_county_first
from portal.listing import Chip, chip, page_of

PAGE_SIZE = 30
# What a row of the list says: steps, conditions and laws of thirty items are pages of text that nobody reads here.
SHOWN = (
    "public_id", "name", "visits", "is_immediate", "promised_limit", "legal_limit", "limit_unit", "verified_on",
    "organisation__name",
)  # fmt: skip


@require_safe
def items(request: HttpRequest) -> HttpResponse:
    rows, words, note = in_words(request)
    served, themes = theme_chips(request, rows)
    rows = of_theme(rows, request)
    areas = areas_of(rows)
    area = chosen_area(areas, request)
    if area is not None:
        rows = in_area(rows, area)
    page = page_of(
        own_county_first(rows, request, "theme__sort_key", "name")
        .select_related("organisation")
        .only(*SHOWN),
        request,
        PAGE_SIZE,
    )
    context: dict[str, Any] = {
        "words": words,
        "note": note,
        "served": served,
        "themes": themes,
        "areas": [chip(request, "area", one.code, one.name, one.count) for one in areas],
        "page": page,
        "as_of": max((item.verified_on for item in page if item.verified_on), default=None),
    }
    return render(request, "services/items.html", context)


def in_words(request: HttpRequest) -> tuple[QuerySet[ServiceItem], str, str]:
    """The items that are called so, the words, and why they could not be used."""
    rows, words = ServiceItem.objects.published(), request.GET.get("q", "").strip()[:LONGEST]
    if not words:
        return rows, "", ""
    try:
        return rows.called(words), words, ""
    except BadInput as problem:
        return rows, "", problem.message


def theme_chips(request: HttpRequest, rows: QuerySet[ServiceItem]) -> tuple[list[Chip], list[Chip]]:
    """Whom the items serve, and their themes; those of one kind of visitor when it is chosen. Two queries."""
    counted = dict(rows.order_by().values_list("theme").annotate(Count("pk")))
    every = list(Theme.objects.all())
    served = [
        chip(
            request,
            "served",
            kind.value,
            f"{kind.label}办事",
            sum(counted.get(theme.pk, 0) for theme in every if theme.served == kind),
        )
        for kind in Theme.Served
    ]
    chosen = request.GET.get("served")
    shown = [theme for theme in every if counted.get(theme.pk) and chosen in (None, theme.served)]
    return served, [chip(request, "theme", theme.pk, theme.name, counted[theme.pk]) for theme in shown]


def of_theme(rows: QuerySet[ServiceItem], request: HttpRequest) -> QuerySet[ServiceItem]:
    """What the address narrows to; a word that is no theme narrows nothing."""
    served, theme = request.GET.get("served", ""), request.GET.get("theme", "")
    if served in Theme.Served.values:
        rows = rows.filter(theme__served=served)
    if theme and Theme.objects.filter(pk=theme).exists():
        rows = rows.filter(theme=theme)
    return rows
