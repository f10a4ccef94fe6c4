"""征地补偿区片: with the villages that its list names. The county's."""

import datetime as dt
from decimal import Decimal

from geo.errors import BadInput
from layers.changes.aggregate import Child, Layers, Noun, Snapshot, register
from layers.changes.found import taken_back
from layers.compensation.models import HUNDRED, CompensationZone, ZoneVillage
from layers.regions.models import Level, Region

LAYER = "compensation_zones"


def place(key: str, snapshot: Snapshot, is_there: bool) -> tuple[str | None, str | None]:
    return snapshot["county"], None


def check(key: str, snapshot: Snapshot) -> None:
    county = Region.objects.filter(code=snapshot["county"]).only("level").first()
    if county is not None and county.level != Level.COUNTY:
        raise BadInput("county", "应写县、市、区或开发区")
    land, resettlement = snapshot["land_share"], snapshot["resettlement_share"]
    if (land is None) != (resettlement is None):
        raise BadInput("land_share", "两项比例要么都写，要么都不写")
    if land is not None and Decimal(land) + Decimal(resettlement) != HUNDRED:
        raise BadInput("land_share", "土地补偿费和安置补助费的比例合计应为 100%")
    ended = snapshot["valid_to"]
    if ended and dt.date.fromisoformat(ended) <= dt.date.fromisoformat(snapshot["valid_from"]):
        raise BadInput("valid_to", "停用日期应晚于实施日期")


def layers(keys: list[str]) -> Layers:
    counties = CompensationZone.objects.filter(public_id__in=keys).values_list("county__code", flat=True)
    return {LAYER: set(counties)}


register(
    Noun(
        name="compensation_zone",
        title="征地补偿区片",
        model=CompensationZone,
        fields=(
            "county", "number", "name", "extent", "price_per_mu", "basic_farmland_per_mu", "construction_per_mu",
            "unused_per_mu", "land_share", "resettlement_share", "document_no", "document_title", "issued_on",
            "valid_from", "valid_to", "note", "area", "source",
        ),
        children=(
            Child(model=ZoneVillage, name="zone_villages", label="涉及村", parent="zone", fields=("village",),
                  identity=("village",)),
        ),
        label=lambda snapshot: f"{snapshot.get('number') or ''} {snapshot.get('name') or ''}".strip() or "未命名",
        place=place,
        check=check,
        withdraw=taken_back(CompensationZone, "区片"),
        layers=layers,
        order=4,
    )
)  # fmt: skip
