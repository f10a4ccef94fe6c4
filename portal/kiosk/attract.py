"""/kiosk/attract: what an idle kiosk shows until somebody touches it; whoever was there before is forgotten here."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from layers.regions.chosen import AREA_COOKIE
from portal.module import modules
from portal.pages.home import LATEST_ROWS, newest
from portal.skins import Skin, find_village, remember, skin
from portal.zones.today import standing

OF_THE_VISITOR = ("village", "size", "contrast")


@never_cache
@require_safe
def attract(request: HttpRequest) -> HttpResponse:
    """Elsewhere it leads home: an address that logs out would be a trap."""
    dress: Skin = skin(request)["skin"]
    if not dress.is_kiosk:
        return redirect("home")
    forget_session(request)
    # Of the village in whose zone it stands, never of the one that the last visitor chose.
    here = find_village(request.COOKIES.get(AREA_COOKIE, ""))
    parts = [(module, module.home_context(request, here)) for module in modules()]
    context = {
        "standing": standing(dress.zone) if dress.zone else None,
        "latest": list(newest(parts))[:LATEST_ROWS],
        "skin": dress,
    }
    response = render(request, "kiosk/attract.html", context)
    forget_visitor(request, response)
    return response


def forget_session(request: HttpRequest) -> None:
    """A session of staff who helped at this screen ends with the visit."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        request.session.flush()


def forget_visitor(request: HttpRequest, response: HttpResponse) -> None:
    for name in OF_THE_VISITOR:
        remember(response, request, name, "")
    response.delete_cookie(settings.CSRF_COOKIE_NAME, samesite="Lax")
    response.delete_cookie("messages", samesite="Lax")
