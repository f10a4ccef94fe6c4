"""/go/<id>: hand a place over to the map app of the visitor's own phone, each in its own datum.

A kiosk never opens another site: it shows this page's QR code and the way in words. In WeChat an app link does
nothing, so Tencent's web map comes first. Which links are shown follows the browser; the order is geo.navigation's.
"""

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from geo.navigation import Mode, NavLink, NavTarget, nav_links, wechat_location
from layers.places.models import Entrance, Place
from layers.places.queryset import PARENTS, UNNEEDED
from layers.places.way import direction_words, distance_words
from layers.public_geometry import public_point
from portal.modules.convenience_map.wish import Wish, private
from portal.own_address import at_its_own_address, find
from portal.skins import choice

MODES: dict[Mode, str] = {"car": "开车", "bus": "公交", "walk": "步行", "ride": "骑车"}
# What a visitor at a desk can use, and what each phone has of its own.
ON_A_DESK = {"amap", "baidu", "tencent"}
APPLE = re.compile(r"iPhone|iPad|Macintosh")
HUAWEI = re.compile(r"Huawei|HONOR|HarmonyOS|OpenHarmony|HMSCore", re.IGNORECASE)
PHONE = re.compile(r"Mobile|Android|iPhone|iPad|HarmonyOS|OpenHarmony", re.IGNORECASE)


@require_safe
@at_its_own_address("/go/%s")
def go(request: HttpRequest, public_id: str) -> HttpResponse:
    wish, _ = Wish.of_page(request.GET)
    places = Place.objects.select_related("category__group", "successor", *PARENTS).defer(*UNNEEDED)
    if wish.position:
        places = places.nearest_to(wish.position.lng, wish.position.lat)
    place: Place = find(places.prefetch_related("entrances"), public_id)
    entrance, target = entrance_and_target(place)
    mode = mode_of(request)
    device = device_of(request)
    context = {
        "place": place,
        "entrance": entrance,
        "device": device,
        "mode": mode,
        "modes": MODES.items(),
        "links": links_for(device, request.headers.get("User-Agent", ""), target, mode),
        "wechat_location": wechat_location(target) if device == "wechat" else None,
        "way": way_words(place, wish, target),
    }
    response = render(request, "convenience_map/go.html", context)
    patch_vary_headers(response, ["User-Agent"])
    return private(response, wish)


def entrance_and_target(place: Place) -> tuple[Entrance | None, NavTarget]:
    """The main entrance when there is one, else the place; at the precision that is public."""
    entrance = next((entrance for entrance in place.entrances.all() if entrance.is_main), None)
    point = public_point("places", entrance.location) if entrance else place.public_location
    name = f"{place.name} {entrance.name}" if entrance else place.name
    return entrance, NavTarget(point.x, point.y, name, place.address)


def mode_of(request: HttpRequest) -> Mode:
    asked = request.GET.get("mode", "")
    return next((mode for mode in MODES if mode == asked), "car")


def device_of(request: HttpRequest) -> str:
    """kiosk, wechat, phone or desk."""
    agent = request.headers.get("User-Agent", "")
    if choice(request, "device") == "kiosk":
        return "kiosk"
    if "MicroMessenger" in agent:
        return "wechat"
    return "phone" if PHONE.search(agent) else "desk"


def links_for(device: str, agent: str, target: NavTarget, mode: Mode) -> list[NavLink]:
    navigation = settings.CITY["navigation"]
    links = nav_links(
        target,
        source=navigation["source"],
        company=navigation["company"],
        city=settings.CITY["name"],
        mode=mode,
    )
    if device == "kiosk":
        return []
    if device == "desk":
        return [link for link in links if link.vendor in ON_A_DESK]
    if device == "wechat":
        links = [link for link in links if link.vendor != "apple"]
        return sorted(links, key=lambda link: link.vendor != "tencent")
    own = "apple" if APPLE.search(agent) else "petal" if HUAWEI.search(agent) else ""
    links = [link for link in links if link.vendor != "apple" or own == "apple"]
    return sorted(links, key=lambda link: link.vendor != own)


def way_words(place: Place, wish: Wish, target: NavTarget) -> list[tuple[str, str]]:
    """The way in words, for paper and for a kiosk: (label, text). Distance and bearing only from a known position."""
    way: list[tuple[str, str]] = []
    if wish.position and hasattr(place, "distance_m"):
        bearing = direction_words(wish.position.lng, wish.position.lat, target.lng, target.lat)
        way.append(("方向", f"在您的{bearing}方向，直线距离{distance_words(place.distance_m)}"))
    words: dict[str, Any] = {"地址": place.address, "怎么走": place.way_there}
    words["入口"] = "、".join(
        f"{entrance.name}{'（主入口）' if entrance.is_main else ''}{'（无障碍）' if entrance.is_accessible else ''}"
        for entrance in place.entrances.all()
    )
    words["停车"] = {True: "有停车位", False: "没有停车位", None: ""}[place.has_parking]
    return way + [(label, text) for label, text in words.items() if text]
