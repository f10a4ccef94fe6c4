"""The token of a kiosk in its browser: sent to /kiosk/ alone, read by no script, kept for a year."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from layers.devices.identity import known
from layers.devices.models import Kiosk
from layers.regions.chosen import AREA_COOKIE
from portal.skins import A_YEAR, ZONE_COOKIE, remember

COOKIE, PATH = "kiosk", "/kiosk/"


def keep(response: HttpResponseBase, token: str) -> None:
    # Strict: no other site can make the device report itself.
    response.set_cookie(
        COOKIE, token, max_age=A_YEAR, path=PATH, samesite="Strict", secure=settings.HTTPS, httponly=True
    )


def has_token(request: HttpRequest) -> bool:
    return COOKIE in request.COOKIES


def kiosk_of(request: HttpRequest) -> Kiosk | None:
    return known(request.COOKIES.get(COOKIE, ""))


def leave_zone(response: HttpResponseBase, request: HttpRequest) -> None:
    """A device whose token is revoked or foreign shows what every screen shows. The token stays: the health page
    tells by it that this was a device once."""
    for name in (ZONE_COOKIE, AREA_COOKIE):
        remember(response, request, name, "")
