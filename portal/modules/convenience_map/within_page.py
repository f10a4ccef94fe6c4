"""/map/<id>/reach: what one gets to from a place in so many minutes: the area on the map, villages and places as a list."""

from datetime import datetime
from functools import lru_cache
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from geo.area import GEOD
from geo.crs import CGCS2000
from layers.places.models import Place
from layers.places.way import distance_words
from layers.regions.everyday import everyday_name
from layers.regions.models import Region
from layers.roads.errors import NoRoute
from layers.roads.lawful import network_for, remark
from layers.roads.loading import network_of
from layers.roads.models import RoadDataset
from layers.roads.modes import Mode
from layers.roads.nearest import by_road
from layers.roads.network import Network
from layers.roads.reach import USUAL_MINUTES, Area, reach_of
from portal.map_options import map_options
from portal.modules.convenience_map.travel import duration_words, is_of_the_desk
from portal.modules.convenience_map.way_page import place_of
from portal.own_address import at_its_own_address

MINUTES = (5, 10, USUAL_MINUTES, 30)
# Who asks how far one gets, walks.
MODES = (Mode.WALK, Mode.BICYCLE, Mode.CAR)
# Who drives for half an hour passes hundreds.
MOST_VILLAGES, MOST_PLACES = 60, 30
KEPT = 64
Found = tuple[str, str, str, float, float]


@require_safe
@at_its_own_address("/map/%s/reach")
def place_reach(request: HttpRequest, public_id: str) -> HttpResponse:
    place, entrance, target = place_of(public_id)
    asked = request.GET.get("mode", "")
    mode = Mode(asked) if asked in [*Mode] else Mode.WALK
    minutes = next((one for one in MINUTES if str(one) == request.GET.get("minutes")), USUAL_MINUTES)
    context: dict[str, Any] = {
        "place": place,
        "entrance": entrance,
        "mode": mode,
        "minutes": minutes,
        "modes": [(one, one.words) for one in MODES],
        "choices": MINUTES,
    }
    today = timezone.localdate()
    try:
        dataset, network = network_for(is_staff=is_of_the_desk(request), today=today)
        found = _reach(dataset.pk, dataset.imported_at, (target.lng, target.lat), minutes, mode)
    except NoRoute as refused:
        context["refused"] = refused.message
    else:
        context |= _told(network, found, place, (target.lng, target.lat), mode)
        context["remark"] = remark(dataset, today)
    return render(request, "convenience_map/within.html", context)


@lru_cache(KEPT)
def _reach(dataset: int, imported_at: datetime, start: tuple[float, float], minutes: int, mode: Mode) -> Area:
    """The arguments are what it depends on."""
    return reach_of(network_of(RoadDataset.objects.get(pk=dataset)), start, minutes, mode)


def _told(
    network: Network, found: Area, place: Place, start: tuple[float, float], mode: Mode
) -> dict[str, Any]:
    area = GEOSGeometry(memoryview(shapely.to_wkb(found)), srid=CGCS2000)
    villages = [
        (everyday_name(name), f"/v/{code}", town, point.x, point.y)
        for name, code, town, point in Region.objects.published()
        .villages()
        .filter(label_point__intersects=area)
        .values_list("name", "code", "manage_parent__name", "label_point")
        if point
    ]
    places = [
        (name, f"/map/{public_id}", category, point.x, point.y)
        for name, public_id, category, point in Place.objects.published()
        .filter(public_location__intersects=area)
        .exclude(pk=place.pk)
        .nearest_to(*start)
        .values_list("name", "public_id", "category__name", "public_location")[:MOST_PLACES]
    ]
    villages.sort(key=lambda one: GEOD.inv(*start, one[3], one[4])[2])
    west, south, east, north = area.extent
    return {
        "village_count": len(villages),
        "villages": _by_time(network, start, villages[:MOST_VILLAGES], mode),
        "places": _by_time(network, start, places, mode),
        "most_places": MOST_PLACES,
        "map_options": map_options(label=f"从{place}出发的范围", view=[west, south, east, north], locate=False),
        "map_reach": {
            "area": {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature", "properties": {"id": "reach"},
                        "geometry": shapely.geometry.mapping(found),
                    }
                ],
            },
            "place": {
                "id": place.public_id, "lng": place.public_location.x, "lat": place.public_location.y,
                "name": place.name, "hue": place.category.group.hue, "icon": place.category.icon,
            },
        },
    }  # fmt: skip


def _by_time(
    network: Network, start: tuple[float, float], found: list[Found], mode: Mode
) -> list[tuple[str, str, str, str]]:
    """Name, address, what stands beside it, and how far by road, the nearest first."""
    ways = by_road(network, start, [(lng, lat) for *_, lng, lat in found], mode)
    return [
        (*found[one.number][:3], f"{distance_words(one.distance_m)}，{duration_words(one.duration_s)}")
        for one in ways
    ]
