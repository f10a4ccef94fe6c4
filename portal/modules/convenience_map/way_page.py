"""/map/<id>/way: the way to a place by road, from where the visitor, the village or the device is, as list, line and GPX.

Roads that are not for everybody leave distance, direction and the map apps (layers.roads.lawful).
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from geo.area import GEOD
from layers.places.models import Place
from layers.places.queryset import PARENTS, UNNEEDED
from layers.places.way import direction_words, distance_words
from layers.roads.asking import asked_routes
from layers.roads.errors import NoRoute
from layers.roads.lawful import network_for, remark
from layers.roads.models import RoadDataset
from layers.roads.modes import Mode
from layers.roads.route import MOST_ALTERNATIVES, Route
from portal.map_options import map_options
from portal.modules.convenience_map.gpx import gpx_of
from portal.modules.convenience_map.hand_off import entrance_and_target
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
from portal.own_address import at_its_own_address, find
from portal.skins import Skin

# The ways of a map app, by ours.
APP_MODES = {Mode.CAR: "car", Mode.WALK: "walk", Mode.BICYCLE: "ride"}
# Around a route: a share of it, and some 200 m in degrees at least.
MARGIN, LEAST_MARGIN = 0.12, 0.002


@require_safe
@at_its_own_address("/map/%s/way")
def way(request: HttpRequest, public_id: str) -> HttpResponse:
    wish, _ = Wish.of_page(request.GET)
    place, entrance, target = place_of(public_id)
    origin = origin_of(request, wish)
    mode = mode_of(request)
    context: dict[str, Any] = {
        "place": place,
        "entrance": entrance,
        "origin": origin,
        "note": position_note(request, wish),
        "modes": [(one, one.words, query_of(wish, mode=one)) for one in IN_ORDER],
        "mode": mode,
        "app_mode": APP_MODES[mode],
        "hand_off": Skin(request).absolute(f"/go/{place.public_id}"),
    }
    if origin is not None:
        context |= _straight(origin, target.lng, target.lat)
        try:
            dataset, found = _found(request, origin, (target.lng, target.lat), mode)
        except NoRoute as refused:
            context["refused"] = refused.message
        else:
            context |= _told(dataset, found, chosen_of(request, len(found)), wish, mode, place, origin)
    return private(render(request, "convenience_map/way.html", context), wish)


@require_safe
@at_its_own_address("/map/%s/way.gpx")
def way_gpx(request: HttpRequest, public_id: str) -> HttpResponse:
    """404 where the page has no route to show."""
    wish, _ = Wish.of_page(request.GET)
    place, _, target = place_of(public_id)
    origin, mode = origin_of(request, wish), mode_of(request)
    if origin is None:
        return private(HttpResponse("没有起点，请先选村或定位", status=404, content_type="text/plain"), wish)
    try:
        dataset, found = _found(request, origin, (target.lng, target.lat), mode)
    except NoRoute as refused:
        return private(HttpResponse(refused.message, status=404, content_type="text/plain"), wish)
    route = found[chosen_of(request, len(found))]
    content = gpx_of(f"去{place.name}", remark(dataset, timezone.localdate()), route)
    response = HttpResponse(content, content_type="application/gpx+xml")
    response["Content-Disposition"] = content_disposition_header(True, f"去{place.name}.gpx") or "attachment"
    return private(response, wish)


def chosen_of(request: HttpRequest, count: int) -> int:
    """Which of the ways, from 0; ?way=2 is the second."""
    asked = request.GET.get("way", "")
    return int(asked) - 1 if asked in {str(number) for number in range(1, count + 1)} else 0


def place_of(public_id: str) -> tuple[Place, Any, Any]:
    """The place, its main entrance or None, and where a way to it ends. Raises as ``find``."""
    places = Place.objects.select_related("category__group", "successor", *PARENTS).defer(*UNNEEDED)
    place: Place = find(places.prefetch_related("entrances", "phones"), public_id)
    return place, *entrance_and_target(place)


def _found(
    request: HttpRequest, origin: Origin, to: tuple[float, float], mode: Mode
) -> tuple[RoadDataset, list[Route]]:
    dataset, network = network_for(is_staff=is_of_the_desk(request), today=timezone.localdate())
    return dataset, asked_routes(network, (origin.lng, origin.lat), to, mode, MOST_ALTERNATIVES)


def _straight(origin: Origin, lng: float, lat: float) -> dict[str, str]:
    _, _, metres = GEOD.inv(origin.lng, origin.lat, lng, lat)
    bearing = direction_words(origin.lng, origin.lat, lng, lat)
    return {"straight": f"在{bearing}方向，直线距离{distance_words(metres)}"}


def _told(
    dataset: RoadDataset,
    found: list[Route],
    chosen: int,
    wish: Wish,
    mode: Mode,
    place: Place,
    origin: Origin,
) -> dict[str, Any]:
    route = found[chosen]
    lngs, lats = zip(*route.line, strict=True)
    east, north = (max(LEAST_MARGIN, MARGIN * (max(side) - min(side))) for side in (lngs, lats))
    view = [min(lngs) - east, min(lats) - north, max(lngs) + east, max(lats) + north]
    return {
        "route": route,
        "distance": distance_words(route.distance_m),
        "duration": duration_words(route.duration_s),
        "steps": [(step.text, distance_words(step.distance_m) if step.distance_m >= 5 else "") for step in route.steps],
        "ways": [
            (number, distance_words(one.distance_m), duration_words(one.duration_s), query_of(wish, mode=mode, way=number))
            for number, one in enumerate(found, start=1)
        ],
        "chosen": chosen + 1,
        "own_query": query_of(wish, mode=mode, way=chosen + 1),
        "remark": remark(dataset, timezone.localdate()),
        "map_options": map_options(label=f"从{origin.words}到{place.name}的路线", view=view, locate=False),
        "map_route": {
            "lines": [one.line for one in found],
            "chosen": chosen,
            "place": {
                "id": place.public_id, "lng": place.public_location.x, "lat": place.public_location.y,
                "name": place.name, "hue": place.category.group.hue, "icon": place.category.icon,
            },
        },
    }  # fmt: skip
