"""Which standard of a zone a land class is paid by: lists give 永久基本农田, 建设用地 and 未利用地 figures of their own."""

from decimal import Decimal
from enum import StrEnum

from layers.compensation.models import CompensationZone


class Standard(StrEnum):
    """The value is its Chinese name."""

    GENERAL = "区片综合地价"
    BASIC_FARMLAND = "永久基本农田"
    CONSTRUCTION = "建设用地"
    UNUSED = "未利用地"


# 第三次全国国土调查工作分类: what counts as 建设用地 and as 未利用地; all else is 农用地.
CONSTRUCTION = {
    "建设用地", "商业服务业设施用地", "物流仓储用地", "工业用地", "采矿用地", "城镇住宅用地", "农村宅基地",
    "机关团体新闻出版用地", "科教文卫用地", "公用设施用地", "公园与绿地", "特殊用地", "铁路用地", "轨道交通用地",
    "公路用地", "城镇村道路用地", "交通服务场站用地", "机场用地", "港口码头用地", "管道运输用地", "水工建筑用地",
    "空闲地",
}  # fmt: skip
UNUSED = {
    "未利用地", "其他草地", "盐碱地", "沙地", "裸土地", "裸岩石砾地", "河流水面", "湖泊水面", "沿海滩涂",
    "内陆滩涂", "沼泽地", "盐田",
}  # fmt: skip


def standard_of(land_class: str, zone: CompensationZone) -> tuple[Standard, Decimal]:
    """The standard and its 元/亩; the general one where the list has none of its own."""
    own = {
        Standard.BASIC_FARMLAND: zone.basic_farmland_per_mu,
        Standard.CONSTRUCTION: zone.construction_per_mu,
        Standard.UNUSED: zone.unused_per_mu,
    }
    wanted = Standard.GENERAL
    if "永久基本农田" in land_class:
        wanted = Standard.BASIC_FARMLAND
    elif land_class in CONSTRUCTION:
        wanted = Standard.CONSTRUCTION
    elif land_class in UNUSED:
        wanted = Standard.UNUSED
    price = own.get(wanted)
    return (wanted, price) if price is not None else (Standard.GENERAL, zone.price_per_mu)
