"""/map/nearest: the nearest places of a theme, or that handle an item, by road: who is across the river is not near."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers.places.models import Category, Place
from layers.places.way import distance_words
from layers.roads.errors import NoRoute
from layers.roads.lawful import network_for, remark
from layers.roads.nearest import by_road
from layers.services.models import ServiceItem
from layers.workdays.calendar import load_calendar
from portal.modules.convenience_map.hand_off import entrance_and_target
from portal.modules.convenience_map.map_page import rows_of
from portal.modules.convenience_map.travel import (
    IN_ORDER,
    Origin,
    duration_words,
    is_of_the_desk,
    mode_of,
    origin_of,
    position_note,
    query_of,
)
from portal.modules.convenience_map.wish import Wish, private
from portal.own_address import canonical_id

MOST_SHOWN = 10
# By road a place may be some times as far as it looks; among so many of the straight nearest are the ten of the road.
CANDIDATES = 60


@require_safe
def nearest(request: HttpRequest) -> HttpResponse:
    wish, _ = Wish.of_page(request.GET)
    item = _item(request)
    origin, mode = origin_of(request, wish), mode_of(request)
    words = {
        "category": wish.category,
        "open": "1" if wish.open_now else "",
        "item": item.public_id if item else "",
    }
    given = {name: word for name, word in words.items() if word}
    other = {name: word for name, word in given.items() if name != "open"} | (
        {} if wish.open_now else {"open": 1}
    )
    context: dict[str, Any] = {
        "item": item,
        "category": Category.objects.filter(code=wish.category).first() if wish.category else None,
        "wish": wish,
        "note": position_note(request, wish),
        "origin": origin,
        "mode": mode,
        "modes": [(one, one.words, query_of(wish, mode=one, **given)) for one in IN_ORDER],
        "open_query": query_of(wish, mode=mode, **other),
    }
    if origin is not None:
        context |= _ordered(request, wish, item, origin)
    return private(render(request, "convenience_map/nearest.html", context), wish)


def _item(request: HttpRequest) -> ServiceItem | None:
    if "item" not in request.GET:
        return None
    found = ServiceItem.objects.published().filter(public_id=canonical_id(request.GET["item"])).first()
    if found is None:
        raise Http404("没有这个事项")
    return found


def _ordered(request: HttpRequest, wish: Wish, item: ServiceItem | None, origin: Origin) -> dict[str, Any]:
    """The rows by the time on the road; as the crow flies, and why, where there are no roads to go by."""
    moment, calendar, mode = timezone.now(), load_calendar(), mode_of(request)
    places = wish.of_theme(wish.places(moment, calendar))
    if item is not None:
        places = places.handling(item.pk)
    candidates: list[Place] = list(
        places.nearest_to(origin.lng, origin.lat).for_list().prefetch_related("entrances")[:CANDIDATES]
    )
    goals = [(target.lng, target.lat) for _, target in map(entrance_and_target, candidates)]
    try:
        dataset, network = network_for(is_staff=is_of_the_desk(request), today=timezone.localdate())
        found = by_road(network, (origin.lng, origin.lat), goals, mode)[:MOST_SHOWN]
    except NoRoute as refused:
        rows = rows_of(candidates[:MOST_SHOWN], moment, calendar, "直线")
        return {"rows": [(row, query_of(wish, mode=mode)) for row in rows], "refused": refused.message}
    rows = rows_of([candidates[one.number] for one in found], moment, calendar, "")
    told = [
        replace(
            row, distance=f"{distance_words(one.distance_m)}，{mode.words}{duration_words(one.duration_s)}"
        )
        for row, one in zip(rows, found, strict=True)
    ]
    return {
        "rows": [(row, query_of(wish, mode=mode)) for row in told],
        "remark": remark(dataset, timezone.localdate()),
    }
