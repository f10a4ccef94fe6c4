"""/zones/: all 专区, as a list and its twin on the map; /zones/<id>: one, with who is on duty and what it has."""

from typing import Any

from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers.places.opening import opening_at, rules_of
from layers.regions.models import Level
from layers.workdays.calendar import load_calendar
from layers.zones.models import Zone, ZoneItem
from portal.areas import areas_of, chosen_area, in_area, own_county_first
from portal.listing import chip, page_of
from portal.map_options import map_options
from portal.own_address import at_its_own_address, find
from portal.zones.today import today_in

PAGE_SIZE = 40
HUE, ICON = 1, "service-hall"
# Some four kilometres around, in degrees.
AROUND = 0.02


@require_safe
def zones(request: HttpRequest) -> HttpResponse:
    rows = Zone.objects.published()
    counted = dict(rows.order_by().values_list("region__level").annotate(Count("pk")))
    levels = [
        chip(request, "level", str(level.value), level.label, counted[level])
        for level in Level
        if counted.get(level)
    ]
    if any(one.chosen for one in levels):
        rows = rows.filter(region__level=int(request.GET["level"]))
    areas = areas_of(rows)
    area = chosen_area(areas, request)
    if area is not None:
        rows = in_area(rows, area)
    page = page_of(own_county_first(rows, request, "region__level", "name").with_home(), request, PAGE_SIZE)
    moment, calendar = timezone.now(), load_calendar()
    context = {
        "levels": levels,
        "areas": [chip(request, "area", one.code, one.name, one.count) for one in areas],
        "page": page,
        "rows": [(zone, opening_at(zone.hours, moment, calendar)) for zone in page],
        "points": [found for zone in page if (found := point(zone, zone.place))],
        "map_options": map_options(label="专区在哪里。地图上的专区都在列表里"),
        "as_of": max((zone.verified_on for zone in page if zone.verified_on), default=None),
    }
    return render(request, "zones/zones.html", context)


@require_safe
@at_its_own_address("/zones/%s")
def zone(request: HttpRequest, public_id: str) -> HttpResponse:
    items = ZoneItem.objects.select_related("item__organisation").order_by("item__name")
    rows = Zone.objects.with_evidence().select_related("successor").prefetch_related(Prefetch("items", items))
    found: Zone = find(rows, public_id)
    here = point(found, found.place)
    context = {
        "zone": found,
        "today": today_in(found, load_calendar()),
        "rules": rules_of(found.hours),
        "devices": found.devices.all(),
        "items": [row for row in found.items.all() if row.item.withdrawn_at is None],
        "functions": [label for value, label in functions_of(found)],
        "points": [here] if here else [],
        "map_options": map_options(label=f"{found}在地图上的位置", view=view_of(here), locate=False),
        "as_of": found.verified_on,
    }
    return render(request, "zones/zone.html", context)


def functions_of(zone: Zone) -> list[tuple[str, str]]:
    labels = dict(Zone._meta.get_field("functions").base_field.flatchoices)
    return [(value, str(labels[value])) for value in zone.functions]


def point(thing: Any, place: Any) -> dict[str, Any] | None:
    """For the map, EPSG:4490 degrees; None for what is nowhere. Of a zone it is that of its place."""
    at = getattr(thing, "public_location", None) or (
        place.public_location if place and not place.withdrawn_at else None
    )
    if at is None:
        return None
    return {"id": thing.public_id, "lng": at.x, "lat": at.y, "name": thing.name, "hue": HUE, "icon": ICON}


def view_of(here: dict[str, Any] | None) -> list[float] | None:
    if here is None:
        return None
    return [here["lng"] - AROUND, here["lat"] - AROUND, here["lng"] + AROUND, here["lat"] + AROUND]
