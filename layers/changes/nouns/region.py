"""区划, above all villages: names, former codes, readings, and what took the place of what (合并、拆分).

A merger or a split is one change set: the former units get the day on which they ended and their successors, with
the decree in the note; a new unit is a record of its own. The code is the key and stays.
"""

import datetime as dt
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import ProtectedError, Q
from django.utils import timezone

from geo.errors import BadInput
from layers.changes.aggregate import Child, Layers, Noun, Snapshot, register
from layers.changes.values import NATURAL_KEYS
from layers.public_geometry import public_area
from layers.regions import tree
from layers.regions.models import Level, Region, RegionCode, RegionName, RegionReading, Succession
from layers.search import index
from layers.search.models import SearchEntry
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
    _refuse_circles(keys)
    if not is_preview:
        _refuse_too_early(keys)
    names = dict(SearchEntry.objects.filter(kind="region", key__in=keys).values_list("key", "name"))
    paths: dict[str, str] = {}
    for code in Region.objects.filter(code__in=keys).order_by("level").values_list("code", flat=True):
        # Read one by one: the parent may have got its own path a moment ago.
        row = Region.objects.select_related("manage_parent").get(code=code)
        if row.path != tree.path_under(row.manage_parent, row):
            paths[code] = row.path
            tree.rebuild([row])
    index.remove("region", keys)
    index.update("region", KINDS["region"].queryset().filter(code__in=keys))
    # A preview shows one page, not the search.
    if not is_preview:
        _show_what_lies_in(keys, paths, names)


def _show_what_lies_in(keys: list[str], paths: dict[str, str], names: dict[str, str]) -> None:
    """Search shows beside each thing where it lies, and asks for it by the path; both follow the unit. ``paths`` has
    the former ones, ``names`` what it was found as."""
    renamed = []
    for code, path, name in Region.objects.filter(code__in=keys).values_list("code", "path", "name"):
        if names.get(code) != name:
            renamed.append(code)
        if code in renamed or code in paths:
            index.update_within(paths.get(code) or path)
    # A case names its villages.
    of_renamed = Q(case_villages__village__code__in=renamed)
    if renamed:
        index.update("case", KINDS["case"].queryset().filter(of_renamed).distinct())


def _refuse_circles(keys: list[str]) -> None:
    """An old address that leads on and on would lead nowhere."""
    for code, pk in Region.objects.filter(code__in=keys, successions__isnull=False).values_list("code", "pk"):
        waiting, seen = {pk}, set[int]()
        while waiting:
            after = Succession.objects.filter(predecessor__in=waiting).values_list("successor", flat=True)
            waiting = set(after) - seen
            if pk in waiting:
                raise BadInput("successions", f"沿革成了环：{code} 又回到了自己")
            seen |= waiting


def _refuse_too_early(keys: list[str]) -> None:
    """What lies in a unit and what finds it follow its release, so the release waits for its first day."""
    coming = Region.objects.filter(code__in=keys, valid_from__gt=timezone.localdate()).first()
    if coming is not None:
        raise BadInput("valid_from", f"{coming}自 {coming.valid_from} 起才有，请把发布时间定在那一天")


def refuse_left_behind(keys: list[str]) -> None:
    """Nothing stays in a unit that is gone: a place may have come to it after the merger was drafted."""
    ended = Region.objects.filter(code__in=keys, valid_to__lte=timezone.localdate())
    for unit in ended.defer("area", "public_area", "label_point"):
        below = Region.objects.published().filter(manage_parent=unit)
        for held, what in (
            (unit.places.filter(withdrawn_at__isnull=True), "网点"),
            (unit.organisations.filter(withdrawn_at__isnull=True), "单位"),
            (below, "下级区划"),
        ):
            if (left := held.first()) is not None:
                raise BadInput(
                    "valid_to",
                    f"{unit}撤销以后，还有 {held.count()} 个{what}（{left}）留在那里，请先移走，或重新起草",
                )


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
        finish=refuse_left_behind,
        is_lasting=False,
        order=0,
    )
)  # fmt: skip
