"""区划调整: villages merge, are split, get another name and code, go to another town, are newly set up; ONE change set.

What ended keeps its code, its names and its land record, and leads on to what took its place; what lies in it (places,
organisations) moves along in the same set, so that one undo brings all back. Posts end with their village by themselves
(layers/staff/models.py). A day to come is the hour of release, so that nothing is half done until then.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils import timezone

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.changes.aggregate import Snapshot, noun_of
from layers.changes.drafting import Proposal, draft_rows, schedule
from layers.changes.models import ChangeSet
from layers.changes.reading import snapshots
from layers.organisations.models import Organisation
from layers.places.models import Place
from layers.regions.codes import in_force
from layers.regions.kinds import kind_of, short_name
from layers.regions.models import Level, Region, RegionCode, RegionName
from layers.regions.pronunciation import readings
from layers.staff.scope import scope_of

FARTHEST = dt.timedelta(days=366)
TOWN_DIGITS = 9
# 001-199 居委会, 200-399 村委会, 400-599 类似; the table of the statistics has villages of all of them (kinds.py).
LAST_VILLAGE = 599


class Kind(models.TextChoices):
    MERGE = "merge", "合并"
    SPLIT = "split", "拆分"
    RENAME = "rename", "更名换码"
    MOVE = "move", "划归别的乡镇"
    FOUND = "found", "新设"


@dataclass(frozen=True)
class Reform:
    """``sources`` and ``targets`` are codes of villages that are there, ``founded`` new ones ({"name", "code",
    "label_point", "phone"}). ``town`` "": that of the sources. ``decree`` is what the succession is noted with."""

    kind: Kind
    on: dt.date
    decree: str
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    founded: tuple[Snapshot, ...] = ()
    town: str = ""


@dataclass(frozen=True)
class Plan:
    """A reform that can be. ``ended`` and ``kept`` (targets, moved ones) are snapshots by code; ``successors`` says
    code → name of what takes the place of what ended."""

    reform: Reform
    town: Region | None
    ended: dict[str, Snapshot]
    kept: dict[str, Snapshot]
    successors: dict[str, str]
    # public id → code of the successor; of those not named the nearest one.
    goes: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        reform = self.reform
        old = "、".join(row["name"] for row in (self.ended or self.kept).values())
        new = "、".join(self.successors.values())
        told = {
            Kind.MOVE: f"{old}划归{self.town}",
            Kind.FOUND: new,
        }.get(reform.kind, f"{old} → {new}")
        return f"{reform.kind.label}：{told}（{reform.on:%Y-%m-%d} 起）"[:200]


def planned(reform: Reform, goes: Mapping[str, str] | None = None) -> Plan:
    """Raises BadInput, with the part at fault, for what cannot be."""
    _refuse_odd_day(reform.on)
    _refuse_odd_numbers(reform)
    found = {region.code: region for region in _villages([*reform.sources, *reform.targets])}
    for parameter, codes in (("sources", reform.sources), ("targets", reform.targets)):
        for code in codes:
            _refuse_unfit(parameter, code, found.get(code), reform.on)
    town = _town(reform, [found[code] for code in reform.sources])
    for row in reform.founded:
        _refuse_bad_code(str(row["code"]), town)
    there = snapshots(noun_of("region"), found)
    is_move = reform.kind == Kind.MOVE
    ended = {} if is_move else {code: there[code] for code in reform.sources}
    kept = {code: there[code] for code in (reform.sources if is_move else reform.targets)}
    successors = {str(row["code"]): str(row["name"]) for row in reform.founded}
    successors |= {} if is_move else {code: str(row["name"]) for code, row in kept.items()}
    for public_id, code in (goes or {}).items():
        if code not in successors:
            raise BadInput(f"goes-{public_id}", "请从接替的村里选一个")
    return Plan(reform, town, ended, kept, successors, goes or {})


def draft_reform(plan: Plan, user: Any) -> ChangeSet:
    """The draft of all of it. Raises NotSeen outside of the editor's scope, BadInput."""
    reform = plan.reform
    with acting(user, scope=scope_of(user)):
        made = draft_rows(
            "region",
            user,
            proposals_of(plan),
            kind=ChangeSet.Kind.REFORM,
            title=plan.title,
            note=reform.decree,
        )
        if reform.on > timezone.localdate():
            midnight = timezone.make_aware(dt.datetime.combine(reform.on, dt.time()))
            made = schedule(made.public_id, user, seen_hash=made.content_hash, release_at=midnight)
        return made


def proposals_of(plan: Plan) -> list[Proposal]:
    """All of it; a list of reforms puts those of several into one change set."""
    return [*_regions(plan), *_moved(plan)]


def lying_in(codes: Iterable[str]) -> tuple[list[Place], list[Organisation]]:
    """What is public in these villages and moves along when they end."""
    inside = {"region__code__in": list(codes), "withdrawn_at__isnull": True}
    places = Place.objects.filter(**inside).select_related("category").order_by("name", "pk")
    return list(places), list(Organisation.objects.filter(**inside).order_by("name", "pk"))


def nearest(plan: Plan, place: Place) -> str:
    """Code of the successor whose label point is nearest to a place, the first one where no point is known."""
    points = {code: row["label_point"] for code, row in plan.kept.items()}
    points |= {str(row["code"]): row.get("label_point") for row in plan.reform.founded}
    known = {code: points[code] for code in plan.successors if points.get(code)}
    if not known:
        return next(iter(plan.successors))
    value = noun_of("region").values[[v.name for v in noun_of("region").values].index("label_point")]
    return min(known, key=lambda code: float(value.python(known[code]).distance(place.location)))


def _regions(plan: Plan) -> list[Proposal]:
    reform, on = plan.reform, plan.reform.on.isoformat()
    made = []
    for code, row in plan.ended.items():
        codes = [
            {**one, "valid_to": one["valid_to"] or on} for one in noun_of("region").fill(code, row)["codes"]
        ]
        after = [{"successor": new, "on": on, "note": reform.decree} for new in plan.successors]
        made.append(Proposal(code, {**row, "valid_to": on, "codes": codes, "successions": after}))
    former = _former_names(plan, on)
    for code, row in plan.kept.items():
        if reform.kind == Kind.MOVE:
            assert plan.town is not None
            made.append(Proposal(code, {**row, "manage_parent": plan.town.code}))
        else:
            made.append(Proposal(code, {**row, "other_names": _joined(row, former)}))
    return made + [Proposal(str(row["code"]), _founded(plan, row, former)) for row in reform.founded]


def _founded(plan: Plan, given: Snapshot, former: list[Snapshot]) -> Snapshot:
    assert plan.town is not None
    code, name = str(given["code"]), str(given["name"])
    short = short_name(Level.VILLAGE, name)
    # Under another name it is the same village, with its area, its point and its phone.
    same = next(iter(plan.ended.values())) if plan.reform.kind == Kind.RENAME else {}
    row: Snapshot = {
        "level": Level.VILLAGE.value, "kind": kind_of(Level.VILLAGE, code, name).value, "name": name,
        "short_name": short, "code_is_local": False, "stat_parent": plan.town.code, "manage_parent": plan.town.code,
        "valid_from": plan.reform.on.isoformat(), "area": same.get("area"),
        "is_sample_area": same.get("is_sample_area", False),
        "label_point": given.get("label_point") or same.get("label_point"),
        "phone": given.get("phone") or same.get("phone", ""),
        "readings": [{"syllables": one[:200], "is_override": own} for one, own in readings(name, short, {})],
    }  # fmt: skip
    return row | {"other_names": _joined(row | {"other_names": []}, former)}


def _former_names(plan: Plan, on: str) -> list[Snapshot]:
    """Villagers search by the old name, and by what the old village was called before that."""
    names: list[Snapshot] = []
    for row in plan.ended.values():
        own = {"name": row["name"], "kind": RegionName.Kind.FORMER.value, "valid_to": on}
        names += [{**own, "note": plan.reform.decree[:120]}, *row["other_names"]]
    return names


def _joined(row: Snapshot, former: list[Snapshot]) -> list[Snapshot]:
    known = {row["name"], *(one["name"] for one in row["other_names"])}
    more = {one["name"]: one for one in reversed(former) if one["name"] not in known}
    return [*row["other_names"], *more.values()]


def _moved(plan: Plan) -> list[Proposal]:
    if not plan.ended:
        return []
    places, organisations = lying_in(plan.ended)
    made = []
    for noun, rows in (("organisation", organisations), ("place", places)):
        there = snapshots(noun_of(noun), [row.public_id for row in rows])
        for row in rows:
            to = plan.goes.get(row.public_id) or (
                nearest(plan, row) if isinstance(row, Place) else next(iter(plan.successors))
            )
            made.append(Proposal(row.public_id, {**there[row.public_id], "region": to}, noun, is_exact=True))
    return made


def _refuse_odd_day(on: dt.date) -> None:
    if on > timezone.localdate() + FARTHEST:
        raise BadInput("valid_from", "生效日期最多写到一年以后")
    if on < dt.date(1949, 10, 1):
        raise BadInput("valid_from", "生效日期不能早于 1949 年 10 月 1 日")


def _refuse_odd_numbers(reform: Reform) -> None:
    """How many of what: each kind has its own form, and a forged one is told what is missing."""
    old, new = len(reform.sources), len(reform.targets) + len(reform.founded)
    if both := set(reform.sources) & set(reform.targets):
        raise BadInput(
            "targets", f"{'、'.join(sorted(both))} 既是原村又是接替的村；继续保留的村只写在接替一边"
        )
    match reform.kind:
        case Kind.MERGE if old + len(reform.targets) < 2:
            raise BadInput("sources", "合并至少有两个村：写两个原村，或一个原村并入现有的村")
        case Kind.MERGE if new != 1:
            raise BadInput("founded", "合并以后是一个村：选一个现有的村，或写一个新村")
        case Kind.MERGE if not old:
            raise BadInput("sources", "请写明被合并的村")
        case Kind.SPLIT if old != 1:
            raise BadInput("sources", "一次拆分一个村")
        case Kind.SPLIT if new < 2:
            raise BadInput("founded", "拆分以后至少是两个村，可以是新村，也可以是现有的村")
        case Kind.RENAME if old != 1 or len(reform.founded) != 1 or reform.targets:
            raise BadInput("founded", "更名换码是一个村换成一个新的名称和代码")
        case Kind.MOVE if not old or new:
            raise BadInput("sources", "请写明划走的村")
        case Kind.FOUND if old or reform.targets or not reform.founded:
            raise BadInput("founded", "请写明新设的村")


def _villages(codes: list[str]) -> list[Region]:
    return list(Region.objects.filter(code__in=codes).with_parents().defer("area", "public_area"))


def _refuse_unfit(parameter: str, code: str, village: Region | None, on: dt.date) -> None:
    if village is None:
        raise BadInput(parameter, f"没有代码为 {code} 的村")
    if village.level != Level.VILLAGE:
        raise BadInput(parameter, f"{village}不是村或社区")
    if village.valid_to:
        after = "、".join(str(unit) for unit in in_force(village)) or "没有后继"
        raise BadInput(parameter, f"{village}已定于 {village.valid_to} 撤销（现为：{after}），不能再调整")
    if village.valid_from >= on:
        raise BadInput("valid_from", f"{village}设立于 {village.valid_from}，生效日期应在那以后")


def _town(reform: Reform, sources: list[Region]) -> Region | None:
    """Where the new villages lie, or the moved ones go. Raises BadInput when nothing says it."""
    if not reform.town:
        towns = {source.manage_parent_id for source in sources}
        if reform.kind in (Kind.MOVE, Kind.FOUND):
            raise BadInput("manage_parent", "请写明乡镇、街道")
        if reform.founded and len(towns) != 1:
            raise BadInput("manage_parent", "原村不在同一个乡镇，请写明新村属于哪个乡镇")
        return sources[0].manage_parent if sources else None
    town = Region.objects.filter(code=reform.town).defer("area", "public_area").first()
    if town is None or town.level != Level.TOWN or town.valid_to:
        raise BadInput("manage_parent", "应是现有的乡镇或街道")
    if reform.kind == Kind.MOVE and (here := [one for one in sources if one.manage_parent_id == town.pk]):
        raise BadInput("manage_parent", f"{here[0]}已经在{town}")
    return town


def _refuse_bad_code(code: str, town: Region | None) -> None:
    assert town is not None
    if len(code) != 12 or not (code.isascii() and code.isdigit()):
        raise BadInput("founded", f"代码“{code[:20]}”应为 12 位数字")
    if code[:TOWN_DIGITS] != town.code[:TOWN_DIGITS]:
        other = Region.objects.filter(code=f"{code[:TOWN_DIGITS]}000").first()
        whose = f"，{code[:TOWN_DIGITS]} 是{other}的" if other else ""
        raise BadInput("founded", f"代码 {code} 不是{town}的：前 9 位应为 {town.code[:TOWN_DIGITS]}{whose}")
    if not 1 <= int(code[TOWN_DIGITS:]) <= LAST_VILLAGE:
        raise BadInput("founded", f"代码 {code} 的后三位应在 001 到 {LAST_VILLAGE} 之间（村级代码）")
    carrier = Region.objects.filter(code=code).first()
    if carrier is None:
        held = RegionCode.objects.filter(code=code, valid_to__isnull=True).select_related("region").first()
        carrier = held.region if held else None
    if carrier is not None:
        gone = f"（已于 {carrier.valid_to} 撤销）" if carrier.valid_to else ""
        raise BadInput("founded", f"代码 {code} 已是{carrier}{gone}的，请另用一个")
