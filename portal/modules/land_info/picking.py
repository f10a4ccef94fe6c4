"""县 → 镇 → 村: three taps to a village, by list, initials or map."""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib.gis.db.models import Extent
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers.catalog import boundaries_may_be_shown
from layers.land.models import Case, CaseVillage
from layers.regions.models import Level, Region, RegionReading
from portal.map_options import map_options
from portal.modules.land_info.finding import lead_on, region_of, trail

QUESTION = {
    Level.CITY: "您是哪个县区的？",
    Level.COUNTY: "您是哪个乡镇、街道的？",
    Level.TOWN: "您是哪个村的？",
}
# Half a unit's size beyond the outer label points, as a part of what they span.
MARGIN = 0.15
# From a case's village up to the children of the region that is shown.
UP_TO_CHILD = {
    Level.CITY: "village__manage_parent__manage_parent",
    Level.COUNTY: "village__manage_parent",
    Level.TOWN: "village",
}


@dataclass(frozen=True)
class Choice:
    """A county, town or village to pick, with the number of its cases."""

    region: Region
    cases: int
    in_progress: int
    initials: str
    note: str

    @property
    def url(self) -> str:
        return self.region.get_absolute_url()


@require_safe
def city(request: HttpRequest) -> HttpResponse:
    top = Region.objects.published().at(Level.CITY).defer("area", "public_area").first()
    return pick(request, top)


@require_safe
def region(request: HttpRequest, code: str) -> HttpResponse:
    found = region_of(code)
    if isinstance(found, list) or found.code != code:
        return lead_on(request, code, found)
    if found.level in (Level.CITY, Level.VILLAGE):
        return redirect("land_info:city" if found.level == Level.CITY else found)
    return pick(request, found)


def pick(request: HttpRequest, parent: Region | None) -> HttpResponse:
    choices = choices_under(parent) if parent else []
    level = Level(parent.level) if parent else Level.CITY
    context = {
        "parent": parent,
        "question": QUESTION[level],
        "is_top": level == Level.CITY,
        "is_town": level == Level.TOWN,
        "choices": choices,
        "trail": trail(parent) if parent and level != Level.CITY else [],
        "points": [point for choice in choices if (point := point_of(choice))],
        "map_options": map_options(view=box_of(parent, choices), label="区划地图。地图上的名称都在列表里"),
    }
    return render(request, "land_info/pick.html", context)


def choices_under(parent: Region) -> list[Choice]:
    children: QuerySet[Region] = Region.objects.published().under(parent).in_picking_order()
    units = list(children.defer("area", "public_area"))
    counts = case_counts(parent)
    initials = initials_of(units)
    return [
        Choice(unit, *counts.get(unit.pk, (0, 0)), initials.get(unit.pk, ""), note_of(unit, parent))
        for unit in units
    ]


def case_counts(parent: Region) -> dict[int, tuple[int, int]]:
    """Public cases and those in progress of each child, by the management of their villages. One query."""
    child = UP_TO_CHILD[Level(parent.level)]
    open_cases = Case.objects.in_progress(timezone.localdate()).values("pk")
    rows = (
        CaseVillage.objects.filter(
            Q(**{f"{child}__manage_parent": parent}) | Q(**{f"{child}__stat_parent": parent})
        )
        .filter(case__in=Case.objects.published().values("pk"))
        .values_list(child)
        .annotate(
            cases=Count("case", distinct=True),
            in_progress=Count("case", distinct=True, filter=Q(case__in=open_cases)),
        )
    )
    return {child_id: (cases, in_progress) for child_id, cases, in_progress in rows}


def initials_of(units: list[Region]) -> dict[int, str]:
    """ "bxx" of each unit, all its readings; a reading that staff settled beats the others. One query."""
    readings: dict[int, list[RegionReading]] = defaultdict(list)
    for reading in RegionReading.objects.filter(region__in=[unit.pk for unit in units]):
        readings[reading.region_id].append(reading)
    return {
        unit: " ".join(
            sorted({row.initials for row in rows if row.is_override} or {row.initials for row in rows})
        )
        for unit, rows in readings.items()
    }


def note_of(unit: Region, parent: Region) -> str:
    """Why a unit stands in this list although another one manages it, or is counted elsewhere."""
    if unit.manage_parent_id == parent.pk:
        return ""
    return "由开发区管理"


def point_of(choice: Choice) -> dict[str, object] | None:
    """What the map writes: everyday names, those with more cases before the others where room is short."""
    place = choice.region.label_point
    if place is None:
        return None
    return {
        "id": choice.region.code,
        "lng": place.x,
        "lat": place.y,
        "name": choice.region.map_name,
        "weight": choice.cases,
    }


def box_of(parent: Region | None, choices: list[Choice]) -> list[float] | None:
    """West, south, east, north of the areas where they may be shown, else around the label points with room to spare.
    None for the whole city as its base draws it."""
    if parent is None or parent.level == Level.CITY:
        return None
    if boundaries_may_be_shown():
        keys = [choice.region.pk for choice in choices]
        box = Region.objects.filter(pk__in=keys).aggregate(box=Extent("public_area"))["box"]
        if box:
            return list(box)
    places = [choice.region.label_point for choice in choices if choice.region.label_point]
    if len(places) < 2:
        return None
    lngs, lats = [place.x for place in places], [place.y for place in places]
    wide, tall = (max(lngs) - min(lngs)) * MARGIN, (max(lats) - min(lats)) * MARGIN
    return [min(lngs) - wide, min(lats) - tall, max(lngs) + wide, max(lats) + tall]
