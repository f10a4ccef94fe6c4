"""区划, above all villages: names, former codes, readings, and what took the place of what (合并、拆分).

A merger or a split is one change set: the former units get the day on which they ended and their successors, with
the decree in the note; a new unit is a record of its own. The code is the key and stays.
"""

import datetime as dt
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import ProtectedError

from geo.errors import BadInput
from layers.changes.aggregate import Child, Layers, Noun, Snapshot, register
from layers.changes.values import NATURAL_KEYS
from layers.public_geometry import public_area
from layers.regions import tree
from layers.regions.models import Level, Region, RegionCode, RegionName, RegionReading, Succession
from layers.search import index
from layers.search.registry import KINDS

NATURAL_KEYS[Region] = ("code",)
# A unit that changes its manager takes along what lies in it.
CARRIED = ("cases", "parcels", "places")


def place(key: str, snapshot: Snapshot, is_there: bool) -> tuple[str | None, str | None]:
    return key if is_there else snapshot["manage_parent"], None


def check(key: str, snapshot: Snapshot) -> None:
    """A parent of the level above, which rules out a circle."""
    level, parent = snapshot["level"], snapshot["manage_parent"]
    found = Region.objects.filter(code=parent).values_list("level", flat=True).first() if parent else None
    if (level == Level.CITY) != (parent is None) or (found is not None and found != level - 1):
        raise BadInput("manage_parent", "管理上级应是上一级的区划")
    ended = snapshot["valid_to"]
    if snapshot["successions"] and not ended:
        raise BadInput("valid_to", "有后继区划的，请写明撤销日期")
    if ended and dt.date.fromisoformat(ended) <= dt.date.fromisoformat(snapshot["valid_from"]):
        raise BadInput("valid_to", "撤销日期应晚于设立日期")
    if any(row["successor"] == key for row in snapshot["successions"]):
        raise BadInput("successions", "区划不能由它自己接替")


def prepare(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        area = public_area("regions", GEOSGeometry(row["area"])) if row["area"] else None
        row["public_area"] = area.hexewkb.decode() if area else None


def show(keys: list[str], is_preview: bool) -> None:
    for code in Region.objects.filter(code__in=keys).order_by("level").values_list("code", flat=True):
        # Read one by one: the parent may have got its own path a moment ago.
        row = Region.objects.select_related("manage_parent").get(code=code)
        if row.path != tree.path_under(row.manage_parent, row):
            tree.rebuild([row])
    index.remove("region", keys)
    index.update("region", KINDS["region"].queryset().filter(code__in=keys))


def fill(key: str, snapshot: Snapshot) -> Snapshot:
    """A unit carries its code since it was founded."""
    if any(row["code"] == key for row in snapshot["codes"]):
        return snapshot
    issuer = "本市自编" if snapshot["code_is_local"] else "国家统计局"
    own = {"code": key, "issuer": issuer, "valid_from": snapshot["valid_from"], "valid_to": None}
    return {**snapshot, "codes": [*snapshot["codes"], own]}


def remove(withdrawals: list[tuple[str, str, str]]) -> None:
    """Only what nothing hangs on, such as a unit made by mistake. What ended gets its day, and stays."""
    codes = [code for code, *_ in withdrawals]
    try:
        Region.objects.filter(code__in=codes).delete()
    except ProtectedError:
        raise BadInput("region", "区划下已有内容，不能删除；请写明撤销日期") from None
    index.remove("region", codes)


def layers(keys: list[str]) -> Layers:
    paths = Region.objects.filter(code__in=keys).values_list("path", flat=True)
    counties = tree.counties_of(paths)
    return dict.fromkeys(("regions", *CARRIED), counties) if counties else {"regions": set()}


register(
    Noun(
        name="region",
        title="区划",
        model=Region,
        key="code",
        fields=(
            "level", "kind", "name", "short_name", "code_is_local", "stat_parent", "manage_parent", "valid_from",
            "valid_to", "area", "is_sample_area", "label_point", "phone", "seat", "urban_rural",
        ),
        children=(
            Child(model=RegionCode, name="codes", label="区划代码", parent="region",
                  fields=("code", "issuer", "valid_from", "valid_to")),
            Child(model=RegionName, name="other_names", label="曾用名与别名", parent="region",
                  fields=("name", "kind", "valid_to", "note"), identity=("name",)),
            Child(model=RegionReading, name="readings", label="读音", parent="region",
                  fields=("syllables", "is_override"), identity=("syllables",)),
            Child(model=Succession, name="successions", label="后继区划", parent="predecessor",
                  fields=("successor", "on", "note"), identity=("successor",)),
        ),
        place=place,
        check=check,
        fill=fill,
        derived=("public_area",),
        prepare=prepare,
        publish=show,
        withdraw=remove,
        layers=layers,
        is_lasting=False,
        order=0,
    )
)  # fmt: skip
