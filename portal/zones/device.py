"""/zones/<id>/here: the address that a device in a zone is started with; /zones/<id>/theme.css: its colours."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from layers.regions.chosen import AREA_COOKIE
from layers.zones.colours import deep, wash
from layers.zones.models import Zone
from portal.own_address import at_its_own_address, find
from portal.skins import ZONE_COOKIE, remember

# High contrast stays black, white and yellow; paper stays black on white (the link names the screen alone).
THEME = ':root:not([data-contrast="high"]) {{ --brand: {0}; --brand-deep: {1}; --brand-wash: {2}; }}\n'
A_MINUTE = "max-age=60"


@never_cache
@require_safe
@at_its_own_address("/zones/%s/here")
def here(request: HttpRequest, public_id: str) -> HttpResponse:
    """The device is a kiosk of this zone from now on: its area, its colours, the order of its home page."""
    found: Zone = find(Zone.objects.select_related("successor", "region").defer("region__area"), public_id)
    response = redirect("home")
    stand_in(response, request, found)
    # What an earlier visitor chose is not where the device stands.
    remember(response, request, "village", "")
    return response


def stand_in(response: HttpResponseBase, request: HttpRequest, zone: Zone) -> None:
    """The device is a kiosk of this zone, which was read with its region."""
    for name, value in (("device", "kiosk"), (ZONE_COOKIE, zone.public_id), (AREA_COOKIE, zone.region.code)):
        remember(response, request, name, value)


@require_safe
@at_its_own_address("/zones/%s/theme.css")
def theme(request: HttpRequest, public_id: str) -> HttpResponse:
    """Empty for a zone that keeps the colours of the city."""
    found: Zone = find(Zone.objects.select_related("successor"), public_id)
    colour = found.colour
    css = THEME.format(colour, deep(colour), wash(colour)) if colour else ""
    return HttpResponse(css, content_type="text/css; charset=utf-8", headers={"Cache-Control": A_MINUTE})
