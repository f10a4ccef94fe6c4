"""政府网站: where public bodies have sites of their own. Whoever leaves is told so; a kiosk is never left."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from layers.channels.models import Website
from portal.areas import areas_of, chosen_area, in_area, own_county_first
from portal.framing import page_around
from portal.listing import chip, page_of
from portal.own_address import at_its_own_address, find

PAGE_SIZE = 30


@require_safe
def sites(request: HttpRequest) -> HttpResponse:
    rows = Website.objects.published()
    counted = dict(rows.order_by().values_list("kind").annotate(Count("pk")))
    kinds = [
        chip(request, "kind", kind.value, kind.label, counted[kind.value])
        for kind in Website.Kind
        if counted.get(kind.value)
    ]
    if any(one.chosen for one in kinds):
        rows = rows.filter(kind=request.GET["kind"])
    areas = areas_of(rows)
    area = chosen_area(areas, request)
    if area is not None:
        rows = in_area(rows, area)
    page = page_of(own_county_first(rows, request, "kind").select_related("organisation"), request, PAGE_SIZE)
    context = {
        "kinds": kinds,
        "areas": [chip(request, "area", one.code, one.name, one.count) for one in areas],
        "page": page,
        "as_of": max((found.checked_on for found in page if found.checked_on), default=None),
    }
    return render(request, "government_sites/sites.html", context)


@require_safe
@at_its_own_address("/sites/%s")
def site(request: HttpRequest, public_id: str) -> HttpResponse:
    """What it is and whose, before somebody goes there."""
    found: Website = find(Website.objects.select_related("organisation", "successor"), public_id)
    context = {"site": found, "may_frame": may_frame(found), "as_of": found.checked_on}
    return render(request, "government_sites/site.html", context)


@require_safe
@at_its_own_address("/sites/%s/framed")
def framed(request: HttpRequest, public_id: str) -> HttpResponse:
    """The site inside of our page, which keeps the way back: a kiosk has no other. Only where staff have seen that it
    works; the sandbox lets it neither replace our page nor open windows."""
    found: Website = find(Website.objects.select_related("organisation"), public_id)
    if not may_frame(found):
        return redirect(found)
    return page_around(request, found.address, "government_sites/framed.html", {"site": found})


def may_frame(found: Website) -> bool:
    # A page over https shows nothing that came over http.
    return (
        found.framing == Website.Framing.ALLOWED and found.is_working and found.address.startswith("https:")
    )
