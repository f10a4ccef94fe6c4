"""网点: with its entrances, hours, phones, items, posts, questions and pictures."""

from typing import Any

from django.utils import timezone

from geo.errors import BadInput
from layers.changes.aggregate import Child, Layers, Noun, Pair, Snapshot, register
from layers.places import models, publish
from layers.places.wanted import WANTED, missing
from layers.public_geometry import public_points

DIRECT = frozenset({"opening_hours", "phones", "verified_on"})
NAMED = 3


def layers(keys: list[str]) -> Layers:
    return {publish.LAYER: publish.counties(keys)}


def place(key: str, snapshot: Snapshot, is_there: bool) -> tuple[str | None, str | None]:
    return snapshot["region"], snapshot["organisation"]


def check(key: str, snapshot: Snapshot) -> None:
    for number, row in enumerate(snapshot["opening_hours"], start=1):
        if row["opens"] and row["closes"] and row["closes"] <= row["opens"]:
            raise BadInput("opening_hours", f"开放时间第 {number} 行：关门应晚于开门；跨过半夜的，请写成两行")


def prepare(rows: list[dict[str, Any]]) -> None:
    for row, public in zip(
        rows, public_points(publish.LAYER, [row["location"] for row in rows]), strict=True
    ):
        row["public_location"] = public


def demand(rows: list[Pair]) -> None:
    """What the category wants is there. Who changes alone what she may need not bring what others left out."""
    codes = {after["category"] for _, after in rows}
    wanted = dict(models.Category.objects.filter(code__in=codes).values_list("code", "wanted"))
    faults: list[tuple[str, list[str]]] = []
    for before, after in rows:
        lacks = missing(wanted.get(after["category"], ()), after)
        if before is not None and all(before[name] == after[name] for name in after if name not in DIRECT):
            lacks = [name for name in lacks if name not in missing(WANTED, before)]
        if lacks:
            faults.append((str(after["name"]), lacks))
    if faults:
        told = "；".join(
            f"“{name}”还缺{'、'.join(WANTED[one] for one in lacks)}" for name, lacks in faults[:NAMED]
        )
        more = f"等 {len(faults)} 个网点" if len(faults) > NAMED else ""
        raise BadInput(faults[0][1][0] if len(rows) == 1 else None, f"{told}{more}（这个类目必填）")


def show(keys: list[str], is_preview: bool) -> None:
    """A draft that is older than a merger still names the village that is gone."""
    ended = models.Place.objects.filter(
        public_id__among=frozenset(keys), region__valid_to__lte=timezone.localdate()
    )
    if (late := ended.select_related("region").first()) is not None:
        raise BadInput("region", f"{late}：{late.region}已于 {late.region.valid_to} 撤销，请改为现在的村")
    publish.show(keys)


register(
    Noun(
        name="place",
        title="网点",
        model=models.Place,
        fields=(
            "name", "aliases", "category", "region", "organisation", "seat_of", "address", "location", "introduction",
            "way_there", "has_parking", "is_accessible", "audio", "source", "verified_on",
        ),
        children=(
            Child(model=models.Entrance, name="entrances", label="入口", parent="place",
                  fields=("name", "location", "is_main", "is_accessible")),
            Child(model=models.Phone, name="phones", label="电话", parent="place",
                  fields=("label", "number", "sort_key")),
            Child(model=models.OpeningHours, name="opening_hours", label="开放时间", parent="place",
                  fields=("days", "opens", "closes", "note")),
            Child(model=models.HandledItem, name="handled", label="办理事项", parent="place",
                  fields=("item", "window"), identity=("item",)),
            Child(model=models.Post, name="posts", label="服务岗位", parent="place",
                  fields=("title", "duties", "phone", "sort_key")),
            Child(model=models.Question, name="questions", label="常见问答", parent="place",
                  fields=("question", "answer", "sort_key")),
            Child(model=models.Picture, name="pictures", label="图片与动画", parent="place",
                  fields=("file", "caption", "sort_key")),
        ),
        place=place,
        # A clerk who notes that the office closes at five today need not wait for anybody.
        direct=DIRECT,
        check=check,
        demand=demand,
        derived=("public_location",),
        prepare=prepare,
        publish=show,
        withdraw=publish.take_back,
        layers=layers,
        order=4,
    )
)  # fmt: skip
