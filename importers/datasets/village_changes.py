"""村的调整: rows of old name and code, new name and code, kind, day and decree become the reforms of layers/changes.

Rows of one reform belong together: several old villages with one new one are merged, one old with several new ones is
split. The rule itself is that of the page of reforms; only 更名 under the same code, which ends nothing, is told here.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from geo.errors import BadInput
from importers.cells import date, one_of, text
from importers.columns import Column
from importers.dataset import Listed, register
from importers.datasets.divisions import code
from importers.entries import Entry
from importers.listing import Listing
from layers.changes.aggregate import Snapshot
from layers.changes.reforming import Kind, Reform, planned, proposals_of
from layers.regions.everyday import everyday_name
from layers.regions.kinds import short_name
from layers.regions.models import Level, Region, RegionName, RegionQuerySet, Succession
from layers.regions.pronunciation import readings
from layers.staff.models import Role, User

KINDS = {
    "合并": Kind.MERGE, "并入": Kind.MERGE, "撤并": Kind.MERGE, "合村并居": Kind.MERGE, "拆分": Kind.SPLIT, "分设": Kind.SPLIT,
    "更名": Kind.RENAME, "换码": Kind.RENAME, "更名换码": Kind.RENAME, "改码": Kind.RENAME, "变更代码": Kind.RENAME,
    "划归": Kind.MOVE, "划归别的乡镇": Kind.MOVE, "划转": Kind.MOVE, "调整隶属": Kind.MOVE,
    "新设": Kind.FOUND, "设立": Kind.FOUND,
}  # fmt: skip
OPTIONS = ("合并", "拆分", "更名", "划归", "新设")
COLUMNS = (
    Column("kind", "调整类型", one_of(KINDS), True, "合并", "合并、拆分、更名、划归或新设", options=OPTIONS,
           synonyms=("类型", "变更类型", "调整方式", "变更方式", "变动类型")),
    Column("old_code", "原代码", code, help="12 位；不写就按原名称找", width=18, example="990101100201",
           synonyms=("旧代码", "原村代码", "变更前代码", "调整前代码", "原区划代码")),
    Column("old_name", "原名称", text(80), help="新设的不写", width=24, example="示例村委会",
           synonyms=("旧名称", "原村名", "旧村名", "变更前名称", "调整前名称", "原村名称")),
    Column("new_code", "现代码", code, help="12 位；代码没有变的照写", width=18, example="990101100209",
           synonyms=("新代码", "新村代码", "变更后代码", "调整后代码", "现区划代码")),
    Column("new_name", "现名称", text(80), width=24, example="示例新村委会",
           synonyms=("新名称", "新村名", "现村名", "变更后名称", "调整后名称", "新村名称")),
    Column("town", "现属乡镇", text(80), help="划归别的乡镇、新设时写", width=20,
           synonyms=("乡镇", "新属乡镇", "划入乡镇", "所属乡镇", "现属乡镇街道")),
    Column("on", "生效日期", date, True, "2024-01-01", "批准文件写的日期",
           synonyms=("日期", "调整日期", "变更日期", "批准日期", "变更时间", "时间")),
    Column("decree", "批准文号", text(120), True, "示政字〔2024〕1 号", "批准文件的文号", 28,
           synonyms=("文号", "批文", "批复文号", "依据", "批准文件")),
)  # fmt: skip
# The part of a reform that is at fault → column.
AT = {
    "valid_from": "on",
    "sources": "old_code",
    "targets": "new_code",
    "founded": "new_code",
    "manage_parent": "town",
}


@dataclass
class Group:
    """The rows of one reform."""

    kind: Kind
    entries: list[Entry] = field(default_factory=list)
    sources: dict[str, None] = field(default_factory=dict)
    news: dict[str, str] = field(default_factory=dict)
    town: str = ""


def columns(by: User | None) -> tuple[Column, ...]:
    return COLUMNS


def propose(listing: Listing) -> None:
    groups: dict[tuple[object, ...], Group] = defaultdict(lambda: Group(Kind.MERGE))
    seen: dict[object, int] = {}
    for entry in listing.entries:
        if not _is_sound(listing, entry):
            continue
        found = _old(listing, entry)
        town = _town(listing, entry)
        if found is None or town is None:
            continue
        old, kind = found, entry.values["kind"]
        if _is_done(entry, old, town):
            listing.count(entry, "unchanged")
            continue
        if not _may(listing, entry, old, town):
            continue
        if kind == Kind.RENAME and entry.values["new_code"] in (None, old):
            _rename(listing, entry, old, seen)
            continue
        new = entry.values["new_code"]
        if kind == Kind.MOVE and new and new != old:
            # Under another code it is another unit that takes its place, in the other town.
            kind = Kind.RENAME
        of = {Kind.MERGE: new, Kind.SPLIT: old, Kind.RENAME: old, Kind.MOVE: town, Kind.FOUND: new}[kind]
        group = groups[kind, of, entry.values["on"], entry.values["decree"]]
        group.kind, group.town = kind, town
        group.entries.append(entry)
        # What goes on is named as the new one alone.
        if (old and old != new) or kind == Kind.MOVE:
            group.sources[old] = None
        if kind != Kind.MOVE and new:
            group.news[new] = entry.values["new_name"] or ""
    for group in groups.values():
        _reform(listing, group, seen)


def _is_sound(listing: Listing, entry: Entry) -> bool:
    """Each kind has its columns, and the day has come: what is to come is made on its own page, with its hour."""
    values, kind = entry.values, entry.values["kind"]
    missing: list[tuple[str, str]] = []
    if kind != Kind.FOUND and not values["old_code"] and not values["old_name"]:
        missing.append(("old_code", "原代码或原名称"))
    if kind in (Kind.MERGE, Kind.SPLIT, Kind.FOUND) and not values["new_code"]:
        missing.append(("new_code", "现代码"))
    if kind == Kind.RENAME and not values["new_code"] and not values["new_name"]:
        missing.append(("new_name", "现名称或现代码"))
    if kind in (Kind.MOVE, Kind.FOUND) and not values["town"]:
        missing.append(("town", "现属乡镇"))
    for column, word in missing:
        listing.fault(entry, column, f"{kind.label}要写{word}", "", "missing_value")
    if values["on"] > timezone.localdate():
        listing.fault(
            entry, "on", "生效日期还没有到", "用工作台的“区划调整”办理，到那一天自动发布", "bad_value"
        )
        return False
    return not missing


def _old(listing: Listing, entry: Entry) -> str | None:
    """The code of the old village, also of one that ended; "" of what is newly founded; None with a fault."""
    values = entry.values
    if values["kind"] == Kind.FOUND:
        return ""
    key, name = values["old_code"], values["old_name"]
    if not key:
        ended = list(_named(name).filter(valid_to=values["on"]).values_list("code", flat=True))
        if len(ended) == 1:
            return ended[0]
        unit = listing.unit(entry, "old_name")
        return unit.code if unit else None
    there = Region.objects.filter(code=key).only("name").first()
    if there is None:
        listing.fault(entry, "old_code", "没有这个区划代码", "核对原代码", "unknown_region")
        return None
    if name and not _is_called(there.name, name) and not _was_called(key, name):
        listing.fault(
            entry,
            "old_name",
            f"代码 {key} 是{there.name}，名称却写着“{name}”",
            "核对原代码和原名称",
            "other_name",
        )
        return None
    return str(key)


def _named(name: str) -> RegionQuerySet:
    return Region.objects.villages().filter(name=name)


def _is_called(own: str, name: str) -> bool:
    return name in (own, everyday_name(own), short_name(Level.VILLAGE, own)) or (
        short_name(Level.VILLAGE, name) == short_name(Level.VILLAGE, own)
    )


def _was_called(key: str, name: str) -> bool:
    return RegionName.objects.filter(region__code=key, name=name).exists()


def _town(listing: Listing, entry: Entry) -> str | None:
    """Its code, "" where the row names none."""
    if not entry.values["town"]:
        return ""
    unit = listing.unit(entry, "town")
    if unit is None:
        return None
    if unit.level != Level.TOWN:
        listing.fault(entry, "town", f"{unit.full_name}不是乡镇、街道", "写乡镇或街道", "wrong_level")
        return None
    return unit.code


def _is_done(entry: Entry, old: str, town: str) -> bool:
    """The same list a second time: what it says is so already."""
    values = entry.values
    new, name = values["new_code"] or old, values["new_name"]
    unit = Region.objects.filter(code=new).select_related("manage_parent").first()
    if unit is None:
        return False
    is_called = not name or _is_called(unit.name, name)
    is_there = not town or (unit.manage_parent is not None and unit.manage_parent.code == town)
    if values["kind"] == Kind.FOUND:
        return is_called and is_there and unit.valid_from == values["on"]
    if new == old:
        return values["kind"] in (Kind.RENAME, Kind.MOVE) and is_called and is_there and unit.valid_to is None
    return Succession.objects.filter(predecessor__code=old, successor__code=new, on=values["on"]).exists()


def _may(listing: Listing, entry: Entry, old: str, town: str) -> bool:
    """Where it lay and where it goes."""
    paths = Region.objects.filter(code__in=[one for one in (old, town) if one]).values_list("path", flat=True)
    return all(listing.may(entry, "old_code", path) for path in paths)


def _rename(listing: Listing, entry: Entry, key: str, seen: dict[object, int]) -> None:
    """Another name under the same code ends nothing; villagers still find it by the old one."""
    if not listing.first_of(seen, entry, key, "old_code", "同一个村"):
        return
    before = listing.public([key]).get(key)
    if before is None or before["valid_to"]:
        listing.fault(entry, "old_code", "已经撤销，不能更名", "核对原代码", "ended")
        return
    name = entry.values["new_name"]
    short = short_name(Level(before["level"]), name)
    former = {
        "name": before["name"], "kind": RegionName.Kind.FORMER.value, "valid_to": entry.values["on"].isoformat(),
        "note": entry.values["decree"],
    }  # fmt: skip
    others: list[Snapshot] = [
        one for one in before["other_names"] if one["name"] not in (name, before["name"])
    ]
    after = before | {
        "name": name, "short_name": short, "other_names": [*others, former],
        "readings": [{"syllables": one[:200], "is_override": own} for one, own in readings(name, short, {})],
    }  # fmt: skip
    listing.put(entry, key, before, after, column="new_name")


def _reform(listing: Listing, group: Group, seen: dict[object, int]) -> None:
    first = group.entries[0]
    there = set(Region.objects.filter(code__in=group.news).values_list("code", flat=True))
    for key in {**group.sources, **group.news}:
        if not listing.first_of(
            seen, first, key, "old_code", "一个村在一个文件里只能调整一次，先后两次的分成两个文件"
        ):
            return
    founded = tuple({"code": key, "name": name} for key, name in group.news.items() if key not in there)
    for one in founded:
        if not one["name"]:
            entry = next(entry for entry in group.entries if entry.values["new_code"] == one["code"])
            listing.fault(entry, "new_name", "新村要写现名称", "写全称，如××村委会", "missing_value")
            return
    for entry in group.entries:
        key, name = entry.values["new_code"], entry.values["new_name"]
        if key in there and name and not _is_called(Region.objects.get(code=key).name, name):
            own = Region.objects.get(code=key).name
            listing.fault(
                entry,
                "new_name",
                f"代码 {key} 是{own}，名称却写着“{name}”",
                "核对现代码和现名称",
                "other_name",
            )
            return
    reform = Reform(
        group.kind, first.values["on"], first.values["decree"], sources=tuple(group.sources),
        targets=tuple(key for key in group.news if key in there), founded=founded, town=group.town,
    )  # fmt: skip
    try:
        plan = planned(reform)
    except BadInput as problem:
        column = AT.get(problem.parameter or "", "kind")
        listing.fault(first, column, problem.message, "", "cannot_be")
        return
    listing.proposals += proposals_of(plan)
    for entry in group.entries:
        listing.count(entry, "new" if group.kind == Kind.FOUND else "changed", plan.title)


VILLAGE_CHANGES = register(
    Listed(
        name="village_changes",
        title="村的调整",
        noun="region",
        role=Role.EDITOR,
        columns=columns,
        propose=propose,
        hint="一行一对原村和现村：合并写几行同一个现村，拆分写几行同一个原村。村里的网点和单位一起转到接替的村，旧名、旧代码仍能查到。",
    )
)
