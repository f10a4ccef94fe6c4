"""/api/near: the places nearest to somebody, of a kind, open now, where a matter is handled. The position is kept nowhere."""

from datetime import datetime
from math import inf
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter

from geo.errors import BadInput
from geo.number import parse_natural
from geo.position import Position
from layers import versions
from layers.api import parameters
from layers.api.base import GEOJSON, Resource, respond
from layers.api.documentation import CODE, NUMBER, collection, query
from layers.api.feed import features, heading, read
from layers.catalog import LAYERS
from layers.places.models import Category
from layers.places.near import Wish, nearest
from layers.places.opening import CHINA
from layers.public_ids import parse_public_id
from layers.regions.models import Region
from layers.services.models import ServiceItem
from layers.workdays.calendar import load_calendar

PLACES = LAYERS["places"]
DEFAULT_K, MOST = 20, 100
FARTHEST_M = 100_000
# 实施编码
TASK_CODE = 31
MINUTE = "%Y-%m-%dT%H:%M"


class Near(Resource):
    operation = "near"
    tag = "附近"
    summary = "离一个位置最近的便民网点"
    description = (
        "由近到远，至多 k 个；各条件可以任意组合。distance_m 是到网点公开位置的直线距离（米，不是路程）。"
        "open=1 按网点登记的开放时间和国务院办公厅放假安排判断，没有登记开放时间的不在其中。"
        "位置只用于这一次回答，不作任何保存。"
    )
    media_type = GEOJSON

    def parameters(self) -> list[OpenApiParameter]:
        number = rf"^{NUMBER}$"
        return [
            query("lng", "经度（WGS 84，度）", required=True, pattern=number),
            query("lat", "纬度（WGS 84，度）", required=True, pattern=number),
            query("k", f"最多几个，默认 {DEFAULT_K}", type="integer", minimum=1, maximum=MOST),
            query("category", "类目代码", maxLength=40),
            query("open", "1：现在开门的", enum=["1"]),
            query(
                "item",
                "能办这个事项的：事项的公开编号或 31 位实施编码",
                pattern=r"^([0-9A-Za-z]{9}|[0-9A-Za-z]{31})$",
            ),
            query("radius_m", "多远以内（米）", type="integer", minimum=1, maximum=FARTHEST_M),
            query("within", "在哪个区划之内（12 位区划代码，含其下级）", pattern=CODE),
            query("at", "与 open=1 一起：那时开门的，北京时间，例如 2026-10-01T09:30", maxLength=16),
        ]

    def example(self) -> str:
        lng, lat = settings.CITY["centre"]
        return f"/api/near?lng={lng}&lat={lat}&k=5&open=1"

    def answer_schema(self) -> dict[str, Any]:
        schema = collection(PLACES)
        feature = schema["properties"]["features"]["items"]["properties"]["properties"]
        feature["properties"] |= {"distance_m": {"type": "number", "description": "直线距离（米）"}}
        feature["required"].append("distance_m")
        return schema

    def get(self, request: HttpRequest) -> HttpResponse:
        values = self.values(request)
        position = Position.parse(values.get("lng"), values.get("lat"))
        wish = wish_of(values)
        version = versions.current(PLACES.name)
        metres = dict(nearest(position, wish))
        rows = read(PLACES, PLACES.queryset().filter(public_id__in=list(metres)), MOST)
        found = sorted(features(PLACES, rows), key=lambda feature: (metres[feature["id"]], feature["id"]))
        for feature in found:
            feature["properties"]["distance_m"] = round(metres[feature["id"]], 1)
        response = respond({**heading(PLACES), "version": version, "features": found}, GEOJSON)
        # Nobody between may keep an answer to somebody's position.
        response["Cache-Control"] = "no-store"
        return response


def wish_of(values: dict[str, str]) -> Wish:
    """The filters of the query, each checked by itself. Raises BadInput that names the wrong one."""
    if values.get("open", "1") != "1":
        raise BadInput("open", "只能是 1（现在开门）")
    if "at" in values and "open" not in values:
        raise BadInput("at", "at 只能与 open=1 一起使用")
    is_open = "open" in values
    return Wish(
        k=parameters.limit(values, DEFAULT_K, MOST, "k"),
        category=category(values.get("category")),
        item=item_key(values.get("item")),
        regions=region_keys(values.get("within")),
        open_at=moment(values.get("at")) if is_open else None,
        calendar=load_calendar() if is_open else None,
        radius_m=radius_m(values.get("radius_m")),
    )


def category(code: str | None) -> str:
    if code and not Category.objects.filter(code=code).exists():
        raise BadInput("category", "没有这个类目")
    return code or ""


def item_key(text: str | None) -> int | None:
    if text is None:
        return None
    named = {"code": text} if len(text) == TASK_CODE else {"public_id": parse_public_id(text, "item")}
    key = ServiceItem.objects.published().filter(**named).values_list("pk", flat=True).first()
    if key is None:
        raise BadInput("item", "没有这个事项，或它已经撤回")
    return key


def region_keys(code: str | None) -> tuple[int, ...] | None:
    if code is None:
        return None
    path = PLACES.filters["within"].path(code)
    return tuple(Region.objects.filter(path__startswith=path).values_list("pk", flat=True))


def moment(text: str | None) -> datetime:
    """The minute in China's time, or now by the clock of the server."""
    if text is None:
        return timezone.now()
    try:
        found = datetime.strptime(text, MINUTE).replace(tzinfo=CHINA)
    except ValueError:
        found = None
    # strptime also reads 2026-1-1T9:5 and the digits of other scripts.
    if found is None or found.strftime(MINUTE) != text:
        raise BadInput("at", "应为北京时间的年月日时分，例如 2026-10-01T09:30")
    return found


def radius_m(text: str | None) -> float:
    if text is None:
        return inf
    metres = parse_natural(text, parameter="radius_m", title="距离", high=FARTHEST_M)
    if metres == 0:
        raise BadInput("radius_m", f"距离应在 1 与 {FARTHEST_M} 米之间")
    return metres
