"""您想看什么: videos by words, category and area; my county's first, and there the newest."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers.search.query import LONGEST
from layers.videos.models import Video, VideoCategory
from portal.areas import areas_of, chosen_area, in_area, own_county_first
from portal.listing import Chip, chip, page_of

PAGE_SIZE = 24


@require_safe
def videos(request: HttpRequest) -> HttpResponse:
    rows, words, note = in_words(Video.objects.published(), request)
    categories, rows = by_category(rows, request)
    areas = areas_of(rows)
    area = chosen_area(areas, request)
    if area is not None:
        rows = in_area(rows, area)
    found = own_county_first(rows, request).select_related("organisation", "category").defer("captions")
    page = page_of(found.order_by(found.query.order_by[0], "-published_at", "-pk"), request, PAGE_SIZE)
    context = {
        "words": words,
        "note": note,
        "categories": categories,
        "areas": [chip(request, "area", one.code, one.name, one.count) for one in areas],
        "page": page,
    }
    return render(request, "videos/videos.html", context)


def in_words(rows: Any, request: HttpRequest) -> tuple[QuerySet[Video], str, str]:
    """Those in which the words are written or spoken, the words, and why they could not be used."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    if not words:
        return rows, "", ""
    try:
        return rows.called(words), words, ""
    except BadInput as problem:
        return rows, "", problem.message


def by_category(rows: QuerySet[Video], request: HttpRequest) -> tuple[list[Chip], QuerySet[Video]]:
    shown = Count("videos", filter=Q(videos__in=rows.order_by().values("pk")))
    every = VideoCategory.objects.annotate(number=shown).order_by("sort_key", "code")
    chips = [chip(request, "category", one.code, one.name, one.number) for one in every if one.number]
    if any(one.chosen for one in chips):
        rows = rows.filter(category=request.GET["category"])
    return chips, rows
