"""How a page is dressed for the one who reads it: big text, high contrast, kiosk, the village they chose, and the 专区
in which the device stands.

All of them are cookies read on the server: no flash, no script needed, nothing stored about a person.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from layers.local_modules.models import Device
from layers.regions.chosen import AREA_COOKIE, chosen_code, chosen_path
from layers.regions.models import Region
from layers.zones.models import Zone
from layers.zones.standing import standing_zone
from portal.kiosk.signing import public_key
from portal.module import Module, modules

ZONE_COOKIE = "zone"

A_YEAR = int(timedelta(days=365).total_seconds())
# What a cookie may say; anything else reads as the default, the empty string.
CHOICES = {"size": {"large"}, "contrast": {"high"}, "device": {"kiosk"}}
OF_THE_DEVICE = {"device", ZONE_COOKIE, AREA_COOKIE}
# Printed in the footer where the city names them (政府网站发展指引, 国办发〔2017〕47号).
SITE_IDENTITY = (
    ("sponsor", "主办单位"),
    ("operator", "承办单位"),
    ("phone", "联系电话"),
    ("site_code", "网站标识码"),
    ("icp", "ICP备案号"),
    ("police_record", "公安备案号"),
)


def choice(request: HttpRequest, name: str) -> str:
    """The value of one switch: from the address of this request (?device=kiosk), else from its cookie, else empty."""
    for value in (request.GET.get(name), request.COOKIES.get(name)):
        if value is not None:
            return value if value in CHOICES[name] else ""
    return ""


def remember(response: HttpResponseBase, request: HttpRequest, name: str, value: str) -> None:
    """Keep a switch or the village: for a year on one's own device, until the browser closes on a kiosk.

    An empty value forgets it. What the device itself is and where it stands is always kept: a kiosk stays a kiosk.
    """
    if not value:
        response.delete_cookie(name, samesite="Lax")
        return
    lasting = name in OF_THE_DEVICE or choice(request, "device") != "kiosk"
    response.set_cookie(
        name, value, max_age=A_YEAR if lasting else None, samesite="Lax", secure=settings.HTTPS, httponly=True
    )


@dataclass(frozen=True)
class Village:
    """The chosen village as the header and the home page name it."""

    pk: int
    code: str
    name: str
    town: str
    county: str
    path: str
    town_path: str

    @property
    def url(self) -> str:
        return f"/v/{self.code}"


class Skin:
    """Everything that base.html asks; the village is looked up only when a template names it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.size = choice(request, "size")
        self.contrast = choice(request, "contrast")
        self.device = choice(request, "device")
        self.demo: bool = settings.DEMO
        self.city: dict[str, Any] = settings.CITY

    @property
    def is_kiosk(self) -> bool:
        return self.device == "kiosk"

    @property
    def wechat_sdk(self) -> str:
        """Where WeChat's script is, for wechat.js to load inside WeChat alone; "" where the city has no 公众号."""
        return settings.WECHAT_SDK if settings.WECHAT_APP_ID and not self.is_kiosk else ""

    @property
    def start_spread_s(self) -> int:
        return settings.KIOSK_START_SPREAD_S

    @property
    def bundle_key(self) -> str:
        return public_key()

    @property
    def kind_of_device(self) -> Device:
        """A kiosk says so by its switch; browsers of phones, WeChat's too, write Mobile into their name (MDN: "Mobi")."""
        if self.is_kiosk:
            return Device.KIOSK
        return Device.PHONE if "Mobi" in self._request.META.get("HTTP_USER_AGENT", "") else Device.PC

    @property
    def identity(self) -> list[tuple[str, str]]:
        """The footer duties that this city has filled in, label and value."""
        site: dict[str, str] = self.city.get("site", {})
        return [(label, site[key]) for key, label in SITE_IDENTITY if site.get(key)]

    @cached_property
    def modules(self) -> list[Module]:
        return modules()

    @cached_property
    def village(self) -> Village | None:
        """A page of the village itself has looked it up already, and says so on the request."""
        known: Village | None = getattr(self._request, "chosen_village", None)
        if known:
            return known
        code = chosen_code(self._request)
        return find_village(code) if code else None

    @property
    def area_path(self) -> str:
        """Of the village, else of the unit of whichever level in which the device stands; "" is the whole city."""
        return self.village.path if self.village else chosen_path(self._request)

    @cached_property
    def zone(self) -> Zone | None:
        """The 专区 in which this device stands; no query where it stands in none."""
        key = self._request.COOKIES.get(ZONE_COOKIE, "")
        return standing_zone(key) if key else None

    @property
    def address(self) -> str:
        """This page's own address, without its query: what the QR code carries and the print names.

        A kiosk is often opened as 127.0.0.1; the city file names the address that a phone reaches.
        """
        return self.absolute(self._request.path)

    def absolute(self, path: str) -> str:
        """The whole address of another page, as a code in print carries it."""
        public: str = self.city.get("site", {}).get("url", "")
        return public.rstrip("/") + path if public else self._request.build_absolute_uri(path)


def find_village(code: str) -> Village | None:
    """The village of this code, or None when it is unknown or no longer valid. One query."""
    region = Region.objects.published().villages().with_parents().filter(code=code).first()
    if region is None:
        return None
    return village_named(region)


def village_named(region: Region) -> Village:
    """Of a village that was read with its parents."""
    town, county = region.town, region.county
    return Village(
        region.pk,
        region.code,
        region.name,
        town.name if town else "",
        county.name if county else "",
        region.path,
        town.path if town else region.path,
    )


def skin(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {"skin": Skin(request)}
