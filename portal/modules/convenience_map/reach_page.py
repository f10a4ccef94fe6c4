"""/map/reach: how far every village of a county has to the nearest doctor, school and service hall by road, farthest first."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers import versions
from layers.places.models import Place
from layers.places.way import distance_words
from layers.regions.chosen import chosen_path
from layers.regions.everyday import everyday_name
from layers.regions.models import Level, Region
from layers.roads.errors import NoRoute
from layers.roads.lawful import network_for, remark
from layers.roads.loading import network_of
from layers.roads.models import RoadDataset
from layers.roads.modes import Mode
from layers.roads.nearest import Reached, nearest_of
from layers.roads.network import Network
from portal.modules.convenience_map.travel import IN_ORDER, duration_words, is_of_the_desk, mode_of

# Title and categories: any of them will do. A town hall is where a town is governed; what is handled, is handled in these.
SERVICES = {
    "clinic": ("看病", ("clinic", "hospital")),
    "school": ("上小学", ("primary-school",)),
    "hall": ("办事", ("service-hall", "town-service")),
}
# A village whose way is longer stands in the sentence above the table.
LONG_M = 5_000
KEPT = 32


@dataclass(frozen=True)
class Goal:
    name: str
    url: str
    metres: float
    distance: str
    duration: str


@dataclass(frozen=True)
class Row:
    """``goals`` in the order of SERVICES; None where no way leads to any."""

    name: str
    code: str
    town: str
    goals: tuple[Goal | None, ...]

    @property
    def titled(self) -> list[tuple[str, Goal | None]]:
        """Each with the title of its column: a phone shows one below the other."""
        return [(title, goal) for (title, _), goal in zip(SERVICES.values(), self.goals, strict=True)]


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
            context["rows"] = sorted(rows, key=lambda row: -_metres(row, place))
            context["far"] = [
                (title, sum(_metres(row, number) > LONG_M for row in rows))
                for number, (title, _) in enumerate(SERVICES.values())
            ]
    return render(request, "convenience_map/reach.html", context)


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
    starts = [(point.x, point.y) for *_, point in villages if point]
    columns = [_column(goals, network, starts, mode) for goals in map(_goals, SERVICES)]
    return tuple(
        Row(everyday_name(name), code, town, tuple(column[at] for column in columns))
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
        distance_words(one.distance_m),
        duration_words(one.duration_s),
    )
