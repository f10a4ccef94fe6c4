"""/boards/: 廊和公开栏; /boards/<id>: what hangs there and who looked last; its QR poster on A4."""

from django.conf import settings
from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers.zones.boards import Board, BoardQuerySet, Inspection
from layers.zones.models import PARENTS, UNNEEDED
from portal.areas import areas_of, chosen_area, in_area, own_county_first
from portal.listing import chip, page_of
from portal.map_options import map_options
from portal.own_address import at_its_own_address, find
from portal.paper import sheet
from portal.skins import Skin, choice
from portal.zones.register import point, view_of

PAGE_SIZE = 40


@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    rows = Board.objects.published()
    counted = dict(rows.order_by().values_list("kind").annotate(Count("pk")))
    kinds = [
        chip(request, "kind", kind.value, kind.label, counted[kind.value])
        for kind in Board.Kind
        if counted.get(kind.value)
    ]
    if any(one.chosen for one in kinds):
        rows = rows.filter(kind=request.GET["kind"])
    areas = areas_of(rows)
    area = chosen_area(areas, request)
    if area is not None:
        rows = in_area(rows, area)
    listed = (
        own_county_first(rows, request, "kind", "name").select_related("place", *PARENTS).defer(*UNNEEDED)
    )
    page = page_of(listed, request, PAGE_SIZE)
    context = {
        "kinds": kinds,
        "areas": [chip(request, "area", one.code, one.name, one.count) for one in areas],
        "page": page,
        "as_of": max((board.changed_on for board in page if board.changed_on), default=None),
    }
    return render(request, "zones/boards.html", context)


@require_safe
@at_its_own_address("/boards/%s")
def board(request: HttpRequest, public_id: str) -> HttpResponse:
    found = find(shown(), public_id)
    here = point(found, found.place)
    context = {
        "board": found,
        "last": next(iter(found.inspections.all()), None),
        "points": [here] if here else [],
        "map_options": map_options(label=f"{found}在地图上的位置", view=view_of(here), locate=False),
        "as_of": found.changed_on,
    }
    return render(request, "zones/board.html", context)


@require_safe
@at_its_own_address("/boards/%s/poster.pdf")
def poster(request: HttpRequest, public_id: str) -> HttpResponse:
    """To be stuck on the board. A kiosk takes no files."""
    found = find(shown(), public_id)
    if choice(request, "device") == "kiosk":
        return redirect(found)
    context = {
        "board": found,
        "address": Skin(request).absolute(found.get_absolute_url()),
        "issuer": settings.CITY.get("site", {}).get("sponsor") or settings.CITY["site_name"],
        "today": timezone.localdate(),
    }
    return sheet(request, "zones/board_poster.html", context, f"公开栏-{found.public_id}")


def shown() -> BoardQuerySet:
    rows = Board.objects.select_related("organisation", "place", "successor", *PARENTS).defer(*UNNEEDED)
    looks = Inspection.objects.select_related("photo")
    return rows.prefetch_related("sheets", Prefetch("inspections", looks))
