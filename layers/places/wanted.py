"""最少要填的栏目: what a place of a category must have before it can be released. A pharmacy without hours helps nobody."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q

# Column or child of a place → what it is called. What every place must have anyway is not among them.
WANTED = {
    "phones": "电话",
    "opening_hours": "开放时间",
    "address": "地址",
    "entrances": "入口",
    "way_there": "交通指引",
    "has_parking": "有停车位",
    "is_accessible": "无障碍",
    "handled": "办理事项",
    "introduction": "简介",
    "pictures": "图片与动画",
    "organisation": "主管单位",
    "verified_on": "核实于",
}
TEXTS = ("address", "way_there", "introduction")
COLUMNS = (*TEXTS, "has_parking", "is_accessible", "organisation", "verified_on")


def missing(wanted: Collection[str], place: Mapping[str, Any]) -> list[str]:
    """The names of what is wanted and not there, in the order of WANTED. 否 is an answer, 不清楚 is none."""
    return [name for name in WANTED if name in wanted and place[name] in (None, "", [])]


def lacking() -> Q:
    """Of Place: those that lack something that their category wants, as SQL."""
    from layers.places import models

    children = {
        "phones": models.Phone,
        "opening_hours": models.OpeningHours,
        "entrances": models.Entrance,
        "handled": models.HandledItem,
        "pictures": models.Picture,
    }
    found = Q(pk__in=[])
    for name in WANTED:
        if name in COLUMNS:
            is_empty = Q(**{name: ""}) if name in TEXTS else Q(**{f"{name}__isnull": True})
        else:
            is_empty = ~Q(Exists(children[name]._base_manager.filter(place=OuterRef("pk"))))
        found |= Q(category__wanted__contains=[name]) & is_empty
    return found
