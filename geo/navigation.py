"""Links that hand a place over to a map application, each in that vendor's datum and axis order.

Sources: domain reference B.6 (the vendors' own pages). All six offered here take GCJ-02 in the mainland;
Amap is lng,lat, the others lat,lng. A vendor that has no route for a way of travel is not offered for it.
Left out: Google, not reachable in the mainland, and geo: links, whose datum each application decides for
itself. The origin is never sent: this system does not pass on where a citizen stands.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from geo.datum import wgs84_to_gcj02

Mode = Literal["car", "bus", "walk", "ride"]

DECIMALS = 6  # 0.1 m; Baidu refuses more
NAMELESS = "目的地"
WECHAT_SCALE = 16  # of 1..28: a village and the roads to it

# Each vendor's word for our way of travel; a missing one is not in the vendor's documentation.
BAIDU_MODES: dict[Mode, str] = {"car": "driving", "bus": "transit", "walk": "walking"}
TENCENT_TYPES: dict[Mode, str] = {"car": "drive", "bus": "bus", "walk": "walk"}
PETAL_TYPES: dict[Mode, str] = {"car": "drive", "bus": "bus", "walk": "walk", "ride": "bicycle"}
APPLE_FLAGS: dict[Mode, str] = {"car": "d", "bus": "r", "walk": "w"}


@dataclass(frozen=True, slots=True)
class NavTarget:
    """Where to go: lng, lat in degrees of EPSG:4490 (= WGS 84 here), with the name and address to show."""

    lng: float
    lat: float
    name: str
    address: str = ""

    def gcj02(self) -> tuple[str, str]:
        """(lng, lat) in GCJ-02 as the texts that stand in an address."""
        lng, lat = wgs84_to_gcj02(self.lng, self.lat)
        return f"{lng:.{DECIMALS}f}", f"{lat:.{DECIMALS}f}"


@dataclass(frozen=True, slots=True)
class NavLink:
    """`vendor`: a fixed word for code and icons; `title`: the Chinese name on the button."""

    vendor: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Caller:
    """How this service names itself to the vendors, and the city a route without one is looked up in."""

    source: str
    company: str
    city: str


def nav_links(
    target: NavTarget, *, source: str, company: str, city: str, mode: Mode = "car"
) -> list[NavLink]:
    """The links to offer for one place, in the order to show them.

    `source` and `company` are short ASCII names of this service (高德 src, 腾讯 referer, Petal utm_source,
    百度 webapp.company.source); `city` is the Chinese city name that Baidu looks names up in.
    """
    caller = Caller(source, company, city)
    urls = [(vendor, title, url_of(target, caller, mode)) for vendor, title, url_of in VENDORS]
    return [NavLink(vendor, title, url) for vendor, title, url in urls if url is not None]


def wechat_location(target: NavTarget) -> dict[str, float | int | str]:
    """The argument of wx.openLocation (WeChat JS-SDK): numbers in GCJ-02, not an address."""
    lng, lat = target.gcj02()
    return {
        "latitude": float(lat),
        "longitude": float(lng),
        "name": _clean(target.name),
        "address": _clean(target.address, empty=""),
        "scale": WECHAT_SCALE,
    }


def amap_url(target: NavTarget, caller: Caller, mode: Mode) -> str:
    """高德. GCJ-02, lng,lat,name; this page knows no `coordinate` parameter, so WGS 84 would be 500 m off."""
    lng, lat = target.gcj02()
    name = _quoted(_clean(target.name, drop=",\uff0c"))  # a comma, half or full width, would divide it
    return (
        f"https://uri.amap.com/navigation?to={lng},{lat},{name}"
        f"&mode={mode}&policy=0&src={_quoted(caller.source)}&callnative=1"
    )


def baidu_url(target: NavTarget, caller: Caller, mode: Mode) -> str | None:
    """百度. lat,lng with coord_type=gcj02 (without it the page takes bd09ll).

    The page wants an origin and takes a bare name for one: 我的位置 is the one name that stands for the
    phone's own position, so that none is sent from here.
    """
    if mode not in BAIDU_MODES:
        return None
    lng, lat = target.gcj02()
    name = _clean(target.name, drop="|:")  # both divide the parts of a destination
    return (
        f"https://api.map.baidu.com/direction?origin={_quoted('我的位置')}"
        f"&destination={_quoted(f'latlng:{lat},{lng}|name:{name}', safe=':,')}"
        f"&mode={BAIDU_MODES[mode]}&region={_quoted(caller.city)}&output=html&coord_type=gcj02"
        f"&src=webapp.{_quoted(caller.company)}.{_quoted(caller.source)}"
    )


def tencent_url(target: NavTarget, caller: Caller, mode: Mode) -> str | None:
    """腾讯. lat,lng in `tocoord`; coord_type=2 is GCJ-02; `to` and `referer` must be there."""
    if mode not in TENCENT_TYPES:
        return None
    lng, lat = target.gcj02()
    return (
        f"https://apis.map.qq.com/uri/v1/routeplan?type={TENCENT_TYPES[mode]}&to={_quoted(_clean(target.name))}"
        f"&tocoord={lat},{lng}&coord_type=2&policy=0&referer={_quoted(caller.source)}"
    )


def petal_url(target: NavTarget, caller: Caller, mode: Mode) -> str:
    """华为花瓣. lat,lng, GCJ-02 in the mainland; without saddr it starts at the phone's position."""
    lng, lat = target.gcj02()
    return (
        f"https://www.petalmaps.com/routes/?daddr={lat},{lng}"
        f"&type={PETAL_TYPES[mode]}&utm_source={_quoted(caller.source)}"
    )


def apple_url(target: NavTarget, caller: Caller, mode: Mode) -> str | None:
    """苹果. lat,lng; GCJ-02 in the mainland is practice, not documentation: try it on a device."""
    if mode not in APPLE_FLAGS:
        return None
    lng, lat = target.gcj02()
    return f"https://maps.apple.com/?daddr={lat},{lng}&dirflg={APPLE_FLAGS[mode]}"


UrlOf = Callable[[NavTarget, Caller, Mode], str | None]
VENDORS: tuple[tuple[str, str, UrlOf], ...] = (
    ("amap", "高德地图", amap_url),
    ("baidu", "百度地图", baidu_url),
    ("tencent", "腾讯地图", tencent_url),
    ("petal", "花瓣地图", petal_url),
    ("apple", "苹果地图", apple_url),
)


def _clean(text: str, *, drop: str = "", empty: str = NAMELESS) -> str:
    """One line without control characters and without the characters that the vendor divides by."""
    kept = "".join(" " if not character.isprintable() else character for character in text)
    kept = "".join(character for character in kept if character not in drop)
    return " ".join(kept.split()) or empty


def _quoted(text: str, *, safe: str = "") -> str:
    return quote(text, safe=safe)
