"""/map/: search and chips, the list, and the map as its twin. The list alone does everything without script."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers.places.directory import CategoryCount, GroupCount, counts, span
from layers.places.models import Place
from layers.places.opening import Opening, opening_at
from layers.places.queryset import PlaceQuerySet
from layers.places.way import distance_words
from layers.regions.chosen import chosen_code
from layers.regions.everyday import everyday_name
from layers.regions.models import Region
from layers.workdays.calendar import WorkCalendar, load_calendar
from portal.map_options import map_options
from portal.modules.convenience_map.wish import Wish, private

PAGE_SIZE = 30
# So many are put in order in a few milliseconds.
MANY = 3_000


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    context = list_context(request)
    context["map_options"] = map_options(label="便民服务地图。地图上的网点都在列表里", view=context["view"])
    context["map_urls"] = {name: reverse(f"convenience_map:{name}") for name in ("map", "list", "points")}
    return private(render(request, "convenience_map/map.html", context), context["wish"])


@require_safe
def list_part(request: HttpRequest) -> HttpResponse:
    """Chips and list alone, for js/map_page.js."""
    context = list_context(request)
    return private(render(request, "convenience_map/list.html", context), context["wish"])


@dataclass(frozen=True)
class Row:
    """A place as the list shows it."""

    place: Place
    opening: Opening
    distance: str
    where: str

    @property
    def phone(self) -> str:
        phones = list(self.place.phones.all())
        return phones[0].number if phones else ""


def list_context(request: HttpRequest) -> dict[str, Any]:
    wish, note = Wish.of_page(request.GET)
    moment, calendar = timezone.now(), load_calendar()
    candidates = wish.places(moment, calendar)
    groups = counts(candidates)
    total = sum(group.count for group in groups)
    chosen, category = theme(groups, wish)
    found = (
        category.count
        if category
        else chosen.count
        if chosen
        else 0
        if wish.group or wish.category
        else total
    )
    pages = max(1, -(-found // PAGE_SIZE))
    wish = wish.but(page=min(wish.page, pages))
    village = chosen_village(request)
    first = (wish.page - 1) * PAGE_SIZE
    listed, skipped = wish.of_theme(candidates), 0
    if found > MANY:
        listed, skipped = narrowed(listed, wish, village, groups, first)
    ordered, order_words = in_order(listed, wish, village)
    places = list(ordered.for_list()[first - skipped : first - skipped + PAGE_SIZE]) if found else []
    return {
        "wish": wish,
        "note": note,
        "group_chips": group_chips(groups, wish, chosen),
        "category_chips": category_chips(chosen, wish, category) if chosen else [],
        "all_link": wish.but(group="", category=""),
        "open_link": wish.but(open_now=not wish.open_now),
        "group": chosen,
        "category": category,
        "nearest_query": nearest_query(wish) if category else "",
        "found": found,
        "total": total,
        "rows": rows_of(places, moment, calendar, "距本村" if village and not wish.position else ""),
        "order": order_words,
        "pages": pages,
        "previous": wish.but(page=wish.page - 1) if wish.page > 1 else None,
        "next": wish.but(page=wish.page + 1) if wish.page < pages else None,
        "view": village.view if village else None,
        "as_of": max((place.verified_on for place in places if place.verified_on), default=None),
        "city_name": settings.CITY["name"],
    }


def nearest_query(wish: Wish) -> str:
    """Of the page that orders that category by road (nearest_page)."""
    words = {"category": wish.category, "open": "1" if wish.open_now else ""}
    if wish.position:
        words |= {"lng": f"{wish.position.lng:.5f}", "lat": f"{wish.position.lat:.5f}"}
    return urlencode({name: word for name, word in words.items() if word})


def theme(groups: list[GroupCount], wish: Wish) -> tuple[GroupCount | None, CategoryCount | None]:
    """The chosen group and category as counted; a category alone brings its group."""
    for group in groups:
        for category in group.categories:
            if category.code == wish.category:
                return group, category
    return next((group for group in groups if group.code == wish.group), None), None


@dataclass(frozen=True)
class Chip:
    """``wish`` is where a tap leads; a second tap on the chosen one takes it off again."""

    name: str
    icon: str
    hue: int
    count: int
    chosen: bool
    wish: Wish


def group_chips(groups: list[GroupCount], wish: Wish, chosen: GroupCount | None) -> list[Chip]:
    return [
        Chip(
            group.name,
            group.icon,
            group.hue,
            group.count,
            group is chosen,
            wish.but(group="" if group is chosen else group.code, category=""),
        )
        for group in groups
    ]


def category_chips(group: GroupCount, wish: Wish, chosen: CategoryCount | None) -> list[Chip]:
    """None for a group of one category: it would say the same again."""
    if len(group.categories) < 2:
        return []
    return [
        Chip(
            category.name,
            category.icon,
            group.hue,
            category.count,
            category is chosen,
            wish.but(group=group.code, category="" if category is chosen else category.code),
        )
        for category in group.categories
    ]


@dataclass(frozen=True)
class OwnVillage:
    """The visitor's village: the paths of it, its town and its county, and its point in EPSG:4490 degrees."""

    name: str
    paths: list[str]
    lng: float | None
    lat: float | None

    @property
    def view(self) -> list[float] | None:
        """A box of some kilometres around it, west, south, east, north: what the map shows first."""
        if self.lng is None or self.lat is None:
            return None
        return [self.lng - 0.08, self.lat - 0.06, self.lng + 0.08, self.lat + 0.06]


def chosen_village(request: HttpRequest) -> OwnVillage | None:
    code = chosen_code(request)
    found = (
        Region.objects.published()
        .villages()
        .filter(code=code)
        .values_list("name", "path", "label_point")
        .first()
        if code
        else None
    )
    if found is None:
        return None
    name, path, point = found
    steps = path.rstrip("/").split("/")
    paths = ["/".join(steps[:end]) + "/" for end in range(len(steps), 1, -1)]
    return OwnVillage(name, paths, point.x if point else None, point.y if point else None)


def narrowed(
    places: PlaceQuerySet, wish: Wish, village: OwnVillage | None, groups: list[GroupCount], first: int
) -> tuple[PlaceQuerySet, int]:
    """What the page can show at all, so that not every place of the city is put in order for thirty of them; and how many
    that stand before it are left out."""
    if wish.position or wish.category:
        return places, 0
    if village:
        return places.enough_of_own(village.paths, first + PAGE_SIZE), 0
    wanted = [group for group in groups if wish.group in ("", group.code)]
    codes, before = span([one for group in wanted for one in group.categories], first, PAGE_SIZE)
    return places.filter(category__in=codes), before


def in_order(places: PlaceQuerySet, wish: Wish, village: OwnVillage | None) -> tuple[PlaceQuerySet, str]:
    """The list's order, and its name for the reader: near the visitor, else the own region first, else by theme."""
    if wish.position:
        return places.nearest_to(wish.position.lng, wish.position.lat).steadily(), "离您最近的在前"
    if village and village.lng is not None and village.lat is not None:
        near = places.nearest_to(village.lng, village.lat)
        return near.own_region_first(
            village.paths
        ).steadily(), f"{everyday_name(village.name)}和本镇、本县的在前，近的在前"
    if village:
        return places.in_list_order().own_region_first(village.paths), "本村、本镇、本县的在前"
    return places.in_list_order(), "按类别排列"


def rows_of(places: list[Place], moment: datetime, calendar: WorkCalendar, distance_from: str) -> list[Row]:
    return [
        Row(
            place=place,
            opening=opening_at(list(place.opening_hours.all()), moment, calendar),
            distance=distance_from + distance_words(place.distance_m) if hasattr(place, "distance_m") else "",
            where=place.address or place.region.name,
        )
        for place in places
    ]
