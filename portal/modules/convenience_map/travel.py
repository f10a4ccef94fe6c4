"""How a visitor travels: from where, by what, for how long; what the pages of ways have in common."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest

from layers.regions.everyday import everyday_name
from layers.roads.modes import Mode
from portal.modules.convenience_map.map_page import chosen_village
from portal.modules.convenience_map.wish import Wish
from portal.skins import Skin

# As the chips stand.
IN_ORDER = (Mode.CAR, Mode.WALK, Mode.BICYCLE)


@dataclass(frozen=True)
class Origin:
    """``words`` go behind 从; degrees of EPSG:4490."""

    words: str
    lng: float
    lat: float


def origin_of(request: HttpRequest, wish: Wish) -> Origin | None:
    """Where the visitor stands, else the 专区 of a kiosk, else the chosen village."""
    if wish.position:
        return Origin("您的位置", wish.position.lng, wish.position.lat)
    skin = Skin(request)
    zone = skin.zone if skin.is_kiosk else None
    if zone and zone.place and not zone.place.withdrawn_at:
        point = zone.place.public_location
        return Origin(f"{zone.name}（您站的地方）", point.x, point.y)
    village = chosen_village(request)
    if village and village.lng is not None and village.lat is not None:
        return Origin(everyday_name(village.name), village.lng, village.lat)
    return None


def position_note(request: HttpRequest, wish: Wish) -> str:
    """What is said of a position in the address that is none; nothing otherwise."""
    is_given = {"lng", "lat"} <= request.GET.keys()
    return "没有看懂位置，请重新定位，或者选您的村" if is_given and wish.position is None else ""


def mode_of(request: HttpRequest) -> Mode:
    asked = request.GET.get("mode", "")
    return Mode(asked) if asked in [*Mode] else Mode.CAR


def is_of_the_desk(request: HttpRequest) -> bool:
    """Whether roads that are not for everybody may be shown."""
    return bool(request.user.is_authenticated and request.user.is_staff)


def duration_words(seconds: float) -> str:
    """约 8 分钟, 约 1 小时 10 分钟: rounded up, for who must not come too late."""
    minutes = max(1, -(-int(seconds) // 60))
    if minutes < 60:
        return f"约 {minutes} 分钟"
    hours, rest = divmod(-(-minutes // 5) * 5, 60)
    return f"约 {hours} 小时 {rest} 分钟" if rest else f"约 {hours} 小时"


def query_of(wish: Wish, **more: object) -> str:
    """The query of the same page with another way; the position goes along, as nothing keeps it."""
    words = dict(more)
    if wish.position:
        words |= {"lng": f"{wish.position.lng:.5f}", "lat": f"{wish.position.lat:.5f}"}
    return urlencode(words)
