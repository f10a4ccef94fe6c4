"""/v/<code>: what concerns one village, and its poster."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject, Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers.catchments.here import of_village
from layers.compensation.here import zones_of
from layers.land.models import Parcel, with_predecessors
from layers.ledger.days import newest_root
from layers.places.models import Category, Place
from layers.regions.everyday import everyday_name
from layers.regions.models import Level, Region
from portal.map_options import map_options
from portal.modules.land_info.case_documents import MOST_DOCUMENTS, by_tab, public_documents
from portal.modules.land_info.case_list import CASES_A_PAGE, Row, by_year, rows_of, totals
from portal.modules.land_info.finding import former_names, lead_on, region_of, trail
from portal.modules.land_info.parcel_map import MOST_PARCELS, collection, in_villages, with_shape
from portal.paper import sheet
from portal.skins import Skin, choice, remember, village_named

DOCUMENTS_A_TAB = 8
MOST_PLACES = 8
# What the query of the village brings along, so that a page of many parts stays at ten.
FORMER = ArraySubquery(
    with_predecessors(OuterRef("pk"))
    .exclude(pk=OuterRef("pk"))
    .order_by("pk")
    .values(json=JSONObject(id="pk", name="name"))
)
PLACES = ArraySubquery(
    Place.objects.filter(published_at__lte=Now(), withdrawn_at=None, region=OuterRef("pk"))
    .order_by("category__sort_key", "name")
    .values(
        json=JSONObject(public_id="public_id", name="name", address="address", category="category__name")
    )[:MOST_PLACES]
)


@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    found = region_of(code, former=FORMER, places_here=PLACES)
    if isinstance(found, list) or found.code != code or found.level != Level.VILLAGE:
        return lead_on(request, code, found)
    # My village first: kept on one's own device, and named by the header at once; a kiosk is everybody's.
    is_mine = choice(request, "device") != "kiosk"
    if is_mine:
        request.COOKIES["village"] = code
        request.chosen_village = village_named(found)  # type: ignore[attr-defined]
    response = render(request, "land_info/village.html", village_context(found, page_of(request)))
    if is_mine:
        remember(response, request, "village", code)
    return response


@require_safe
def poster(request: HttpRequest, code: str) -> HttpResponse:
    """One A4 page with the QR code, for the notice board of the village."""
    found = region_of(code, former=FORMER)
    if isinstance(found, list) or found.code != code or found.level != Level.VILLAGE:
        return lead_on(request, code, found)
    return render(request, "land_info/poster.html", poster_context(request, found))


@require_safe
def poster_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The same as a PDF, which prints alike everywhere; a kiosk prints the page itself and takes no files."""
    found = region_of(code, former=FORMER)
    if isinstance(found, list) or found.code != code or found.level != Level.VILLAGE:
        return lead_on(request, code, found)
    if choice(request, "device") == "kiosk":
        return redirect("village_poster", code)
    name = f"{everyday_name(found.name)}征地信息公开"
    context = poster_context(request, found) | {"root": newest_root()}
    return sheet(request, "land_info/poster_sheet.html", context, name)


def poster_context(request: HttpRequest, found: Region) -> dict[str, Any]:
    today = timezone.localdate()
    former = former_villages(found)
    villages = [found.pk, *former]
    rows, urgent = rows_of(villages, 1, today, former)
    skin = Skin(request)
    return {
        "region": found,
        "address": skin.absolute(found.get_absolute_url()),
        "verify_address": skin.absolute("/verify"),
        "issuer": skin.city["site_name"],
        "trail": [*trail(found), (everyday_name(found.name), found.get_absolute_url())],
        "totals": totals(villages, today),
        "rows": rows[:6],
        "urgent": urgent[:3],
        "contacts": contacts(found, rows),
        "today": today,
    }


def village_context(found: Region, page: int) -> dict[str, Any]:
    today = timezone.localdate()
    former = former_villages(found)
    villages = [found.pk, *former]
    total = totals(villages, today)
    pages = max(1, -(-total.cases // CASES_A_PAGE))
    page = min(page, pages)
    rows, urgent = rows_of(villages, page, today, former)
    cases = {row.case.pk: row.case for row in rows}
    documents = public_documents(cases).order_by("-case__began_on", "kind__sort_key")[:MOST_DOCUMENTS]
    parcels = parcels_of(list(cases), villages)
    shapes, left_out = collection(parcels, {parcel.pk: cases[parcel.case_id].public_id for parcel in parcels})
    return {
        "region": found,
        "trail": trail(found),
        "former_names": list(dict.fromkeys([*former_names(found), *former.values()])),
        "totals": total,
        "zones": zones_of(found, today),
        "served": of_village(found),
        "places": places_in(found),
        "as_of": total.as_of,
        "urgent": urgent,
        "years": by_year(rows),
        "drawn": {feature["properties"]["id"] for feature in shapes["features"]},
        "page": page,
        "pages": pages,
        "tabs": by_tab(documents, DOCUMENTS_A_TAB),
        "contacts": contacts(found, rows),
        "parcels": shapes,
        "left_out": left_out,
        "map_options": map_options(
            view=view_of(found), label=f"{everyday_name(found.name)}的征地地块。图上的内容都在列表里"
        ),
    }


def parcels_of(cases: list[int], villages: list[int]) -> list[Parcel]:
    """The parcels to draw, those of the newest cases first."""
    drawn = Parcel.objects.published().filter(case__in=cases, public_area__isnull=False)
    return list(with_shape(in_villages(drawn, villages)).order_by("-case__began_on", "pk")[:MOST_PARCELS])


def places_in(found: Region) -> list[Place]:
    """Where things are done in the village itself, as region_of() brought them along."""
    rows: list[dict[str, str]] = getattr(found, "places_here", [])
    return [
        Place(
            public_id=row["public_id"],
            name=row["name"],
            address=row["address"],
            category=Category(name=row["category"]),
        )
        for row in rows
    ]


def predecessors(found: Region) -> list[Region]:
    """The former villages that this one took the place of, by a query of their own."""
    return list(with_predecessors(found).exclude(pk=found.pk).only("id", "name"))


def former_villages(found: Region) -> dict[int, str]:
    """The former villages that this one took the place of, key and name, as region_of() brought them along."""
    rows: list[dict[str, Any]] = getattr(found, "former", [])
    return {row["id"]: row["name"] for row in rows}


def page_of(request: HttpRequest) -> int:
    """?page=, from 1. An HTML page ignores what it cannot read."""
    text = request.GET.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def view_of(found: Region) -> list[float] | None:
    """About two kilometres around the label point, for a village whose cases have no geometry."""
    place = found.label_point
    return [place.x - 0.012, place.y - 0.009, place.x + 0.012, place.y + 0.009] if place else None


def contacts(found: Region, rows: list[Row]) -> list[tuple[str, str]]:
    """Whom to ask, office phones only: the village, its town, and the office that handles the newest case."""
    known = [(unit.name, unit.phone) for unit in (found, found.town) if unit is not None and unit.phone]
    for row in rows:
        phone = row.case.phone or row.case.organisation.phone
        if phone:
            return [*known, (row.case.organisation.name, phone)]
    return known
