"""/map/reach: how far every village of a county has to the nearest doctor, school and service hall by road: as a table, the
farthest first, as a map by bands, and as GeoJSON.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers import versions
from layers.places.models import Place
from layers.places.way import distance_words
from layers.regions.chosen import chosen_path
from layers.regions.everyday import everyday_name
from layers.regions.models import Level, Region
from layers.roads.errors import NoRoute, NotLicensed
from layers.roads.lawful import network_for, remark
from layers.roads.loading import network_of
from layers.roads.models import RoadDataset
from layers.roads.modes import Mode
from layers.roads.nearest import Reached, nearest_of
from layers.roads.network import Network
from portal.map_options import map_options
from portal.modules.convenience_map.travel import IN_ORDER, duration_words, is_of_the_desk, mode_of

# Title and categories: any of them will do. A town hall is where a town is governed; what is handled, is handled in these.
SERVICES = {
    "clinic": ("看病", ("clinic", "hospital")),
    "school": ("上小学", ("primary-school",)),
    "hall": ("办事", ("service-hall", "town-service")),
}
STATUS = {NotLicensed.code: 403}
# Some two kilometres in degrees around the outermost villages.
AROUND = 0.02
# A village whose way is longer stands in the sentence above the table.
LONG_M = 5_000
# As far as one walks in half an hour, as far as LONG_M, farther or not at all: tone, icon, words.
WALKED_M = 2_000
BANDS = (
    ("good", "check", "2 公里以内"),
    ("changed", "route", "2 到 5 公里"),
    ("wrong", "warning", "5 公里以上或没有路"),
)
KEPT = 32


@dataclass(frozen=True)
class Goal:
    name: str
    url: str
    metres: float
    seconds: float
    distance: str
    duration: str


@dataclass(frozen=True)
class Row:
    """``goals`` in the order of SERVICES; None where no way leads to any."""

    name: str
    code: str
    town: str
    lng: float
    lat: float
    goals: tuple[Goal | None, ...]

    @property
    def titled(self) -> list[tuple[str, Goal | None]]:
        """Each with the title of its column: a phone shows one below the other."""
        return [(title, goal) for (title, _), goal in zip(SERVICES.values(), self.goals, strict=True)]

    def band(self, place: int) -> int:
        """Of BANDS, for the service at that place of SERVICES."""
        metres = _metres(self, place)
        return 0 if metres < WALKED_M else 1 if metres <= LONG_M else 2


@require_safe
def reach(request: HttpRequest) -> HttpResponse:
    counties = list(Region.objects.published().filter(level=Level.COUNTY).order_by("sort_key", "code"))
    county = _county(request, counties)
    mode, order = mode_of(request), request.GET.get("order", "clinic")
    order = order if order in SERVICES else "clinic"
    context: dict[str, Any] = {
        "counties": counties,
        "county": county,
        "mode": mode,
        "modes": [(one, one.words) for one in IN_ORDER],
        "services": [(code, title) for code, (title, _) in SERVICES.items()],
        "order": order,
        "long": f"{LONG_M / 1000:g} 公里",
    }
    try:
        dataset, _ = network_for(is_staff=is_of_the_desk(request), today=timezone.localdate())
    except NoRoute as refused:
        context["refused"] = refused.message
    else:
        context["remark"] = remark(dataset, timezone.localdate())
        if county:
            rows = _rows(county.path, mode, dataset.pk, dataset.imported_at, *_versions())
            place = list(SERVICES).index(order)
            context |= _drawn(rows, place, county)
            context["rows"] = sorted(rows, key=lambda row: -_metres(row, place))
            context["far"] = [
                (title, sum(_metres(row, number) > LONG_M for row in rows))
                for number, (title, _) in enumerate(SERVICES.values())
            ]
    return render(request, "convenience_map/reach.html", context)


@require_safe
def reach_geojson(request: HttpRequest) -> HttpResponse:
    """The villages as points, EPSG:4490 = WGS 84 here, with metres and seconds to each service; null where no way leads.
    404 without a county, 403 where routes are not for who asks."""
    counties = list(Region.objects.published().filter(level=Level.COUNTY))
    county, mode = _county(request, counties), mode_of(request)
    if county is None:
        return JsonResponse({"message": "请写 county=县市区代码"}, status=404)
    try:
        dataset, _ = network_for(is_staff=is_of_the_desk(request), today=timezone.localdate())
    except NoRoute as refused:
        return JsonResponse({"message": refused.message}, status=STATUS.get(refused.code, 404))
    rows = _rows(county.path, mode, dataset.pk, dataset.imported_at, *_versions())
    told = {
        "type": "FeatureCollection",
        "mode": mode,
        "remark": remark(dataset, timezone.localdate()),
        "features": [_feature(row) for row in rows],
    }
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False}, content_type="application/geo+json")


def _feature(row: Row) -> dict[str, Any]:
    properties: dict[str, Any] = {"code": row.code, "name": row.name, "town": row.town}
    for service, goal in zip(SERVICES, row.goals, strict=True):
        properties |= {
            f"{service}_m": round(goal.metres) if goal else None,
            f"{service}_s": round(goal.seconds) if goal else None,
            f"{service}_name": goal.name if goal else None,
        }
    geometry = {"type": "Point", "coordinates": [row.lng, row.lat]}
    return {"type": "Feature", "id": row.code, "geometry": geometry, "properties": properties}


def _drawn(rows: tuple[Row, ...], place: int, county: Region) -> dict[str, Any]:
    """The villages as the map draws them, by how far they have to one service."""
    counts = [0] * len(BANDS)
    points = []
    for row in rows:
        band, goal = row.band(place), row.goals[place]
        counts[band] += 1
        tone, icon, _ = BANDS[band]
        points.append({
            "id": row.code, "lng": row.lng, "lat": row.lat, "tone": tone, "icon": icon,
            "name": f"{row.name}：{goal.distance if goal else '没有路通到'}",
        })  # fmt: skip
    view = None
    if rows:
        lngs, lats = [row.lng for row in rows], [row.lat for row in rows]
        view = [min(lngs) - AROUND, min(lats) - AROUND, max(lngs) + AROUND, max(lats) + AROUND]
    return {
        "bands": [(*band, count) for band, count in zip(BANDS, counts, strict=True)],
        "map_options": map_options(label=f"{county.name}各村有多远", view=view, locate=False),
        "map_villages": points,
    }


def _county(request: HttpRequest, counties: list[Region]) -> Region | None:
    """The one that was asked for, else that of the visitor's village."""
    if "county" in request.GET:
        return next((county for county in counties if county.code == request.GET["county"]), None)
    path = chosen_path(request)
    return next((county for county in counties if path.startswith(county.path)), None) if path else None


def _metres(row: Row, place: int) -> float:
    """No way at all is the farthest."""
    goal = row.goals[place]
    return goal.metres if goal else float("inf")


def _versions() -> tuple[int, int]:
    return versions.current("places"), versions.current("regions")


@lru_cache(KEPT)
def _rows(path: str, mode: Mode, dataset: int, imported_at: datetime, *versions: int) -> tuple[Row, ...]:
    """Kept until roads, places or regions change: the arguments are what it depends on."""
    network = network_of(RoadDataset.objects.get(pk=dataset))
    found = Region.objects.published().villages().filter(path__startswith=path, label_point__isnull=False)
    villages = list(found.values_list("name", "code", "manage_parent__name", "label_point").order_by("code"))
    starts = [(point.x, point.y) for *_, point in villages if point]  # the query sees to it that all have one
    columns = [_column(goals, network, starts, mode) for goals in map(_goals, SERVICES)]
    return tuple(
        Row(everyday_name(name), code, town, *starts[at], tuple(column[at] for column in columns))
        for at, (name, code, town, _) in enumerate(villages)
    )


def _goals(service: str) -> list[tuple[str, str, Any]]:
    """Of the whole city: the nearest may be across the county's border."""
    places = Place.objects.published().filter(category__in=SERVICES[service][1]).order_by("pk")
    return list(places.values_list("name", "public_id", "public_location"))


def _column(
    goals: list[tuple[str, str, Any]], network: Network, starts: list[tuple[float, float]], mode: Mode
) -> list[Goal | None]:
    found = nearest_of(network, starts, [(point.x, point.y) for _, _, point in goals], mode)
    return [_goal(goals, one) if one else None for one in found]


def _goal(goals: list[tuple[str, str, Any]], one: Reached) -> Goal:
    name, public_id, _ = goals[one.number]
    return Goal(
        name,
        f"/map/{public_id}",
        one.distance_m,
        one.duration_s,
        distance_words(one.distance_m),
        duration_words(one.duration_s),
    )
