"""六统一: each zone against the standard of its level, line by line, with what it is told from and what is missing.

标识 场所 设备 软件 事项 人员. 软件 is told from what the touch screens of a zone say of themselves (layers.devices).
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from layers.workdays.calendar import WorkCalendar
from layers.zones.colours import least_contrast
from layers.zones.duty import on_duty
from layers.zones.models import DeviceKind, Function, StandardItem, Zone, ZoneDevice, ZoneStandard

MET, LACKING = "met", "lacking"
# A hall may be closed for a holiday; a screen that says nothing for longer is not looked after.
QUIET_DAYS = 10
TITLES = ("标识", "场所", "设备", "软件", "事项", "人员")
WORDS = {MET: "符合", LACKING: "有缺"}


@dataclass(frozen=True)
class Line:
    """``missing`` names each thing that is not there; ``evidence`` is what was looked at."""

    title: str
    evidence: str
    missing: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        return LACKING if self.missing else MET

    @property
    def words(self) -> str:
        return WORDS[self.state]


@dataclass(frozen=True)
class Conformity:
    zone: Zone
    lines: tuple[Line, ...] = field(default=())

    @property
    def lacking(self) -> list[Line]:
        return [line for line in self.lines if line.state == LACKING]

    @property
    def missing(self) -> list[str]:
        return [one for line in self.lines for one in line.missing]


def standards() -> dict[int, ZoneStandard]:
    """By level, with devices and items: three queries."""
    items = StandardItem.objects.select_related("item")
    rows = ZoneStandard.objects.prefetch_related("devices", Prefetch("items", items))
    return {row.level: row for row in rows}


def conformities(
    zones: Iterable[Zone], by_level: dict[int, ZoneStandard], today: dt.date, calendar: WorkCalendar
) -> list[Conformity]:
    """Of zones ``with_evidence`` and ``with_screens``; asks nothing more."""
    return [conformity(zone, by_level.get(zone.region.level), today, calendar) for zone in zones]


def conformity(
    zone: Zone, standard: ZoneStandard | None, today: dt.date, calendar: WorkCalendar
) -> Conformity:
    return Conformity(
        zone,
        (
            _sign(zone),
            _room(zone, standard),
            _devices(list(zone.devices.all()), standard),
            _software(list(zone.kiosks.all()), standard, today),
            _matters(zone, standard),
            _people(zone, today, calendar),
        ),
    )


def _sign(zone: Zone) -> Line:
    theme = (
        f"主题色 {zone.colour}，与浅底的对比度 {least_contrast(zone.colour):.1f}:1"
        if zone.colour
        else "界面用全市统一的颜色"
    )
    if zone.has_sign:
        return Line("标识", f"已挂统一标识；{theme}")
    lacks = "没有登记是否挂了统一标识" if zone.has_sign is None else "没有挂统一标识"
    return Line("标识", theme, (lacks,))


def _room(zone: Any, standard: ZoneStandard | None) -> Line:
    evidence, missing = [], []
    least = standard.least_area_m2 if standard else None
    if zone.area_m2 is not None:
        evidence.append(f"面积 {_plain(zone.area_m2)} 平方米")
    if least is None:
        evidence.append("这一级对面积没有要求")
    elif zone.area_m2 is None:
        missing.append(f"没有登记面积，应不少于 {_plain(least)} 平方米")
    elif zone.area_m2 < least:
        missing.append(f"面积差 {_plain(least - zone.area_m2)} 平方米，应不少于 {_plain(least)} 平方米")
    if zone.place is None or zone.place.withdrawn_at:
        missing.append("没有标在便民地图上")
    else:
        evidence.append(f"设在{zone.place.name}")
        if not zone.has_hours:
            missing.append("没有登记开放时间")
    return Line("场所", "；".join(evidence), tuple(missing))


def _devices(devices: list[ZoneDevice], standard: ZoneStandard | None) -> Line:
    """What is broken is there, and is said; what is out of use is not."""
    used = [device for device in devices if device.state != ZoneDevice.State.OUT_OF_USE]
    have = {kind: sum(device.count for device in used if device.kind == kind) for kind in DeviceKind}
    told = [f"{kind.label} {count}" for kind, count in have.items() if count]
    ill = [
        f"{device}{device.get_state_display()}" for device in used if device.state != ZoneDevice.State.WORKING
    ]
    wanted = standard.devices.all() if standard else ()
    missing = [
        f"{row.get_kind_display()}缺 {row.count - have[DeviceKind(row.kind)]}"
        for row in wanted
        if have[DeviceKind(row.kind)] < row.count
    ]
    evidence = "、".join(told) or "没有登记设备"
    return Line("设备", "；".join([evidence, *ill]), tuple(missing))


def _software(kiosks: list[Any], standard: ZoneStandard | None, today: dt.date) -> Line:
    """Of the screens that are in service. What a screen shows follows from its browser being new enough, and from what
    lies in it for an outage; whether it runs, from its last sign of life."""
    used = [one for one in kiosks if one.activated_at and not one.revoked_at]
    wanted = {row.kind for row in standard.devices.all()} if standard else set()
    if not used and DeviceKind.TOUCH_SCREEN not in wanted:
        return Line("软件", "这一级不要求触摸一体机")
    if not used:
        return Line("软件", "", ("没有启用的一体机",))
    missing: list[str] = []
    for one in used:
        sign = getattr(one, "sign", None)
        if sign is None or _days_since(sign.seen_at, today) > QUIET_DAYS:
            missing.append(
                f"{one.name}的一体机超过 {QUIET_DAYS} 天没有报到" if sign else f"{one.name}的一体机没有报到过"
            )
            continue
        if sign.bundle_at is None or _days_since(sign.bundle_at, today) > QUIET_DAYS:
            missing.append(f"{one.name}的离线资料超过 {QUIET_DAYS} 天没有更新")
        version, least = major(sign.version), standard.least_browser if standard else None
        if least is not None and (version is None or version < least):
            missing.append(f"{one.name}的浏览器是 {sign.version or '未知版本'}，应不低于 {least}")
    return Line("软件", f"启用的一体机 {len(used)} 台", tuple(missing))


def major(version: str) -> int | None:
    """128 of "Chrome 128.0"; None for what names no number."""
    found = re.search(r"\d{1,4}", version, re.ASCII)
    return int(found[0]) if found else None


def _days_since(moment: dt.datetime, today: dt.date) -> int:
    return (today - timezone.localtime(moment).date()).days


def _matters(zone: Any, standard: ZoneStandard | None) -> Line:
    """An item is carried when the zone lists it or its place handles it."""
    carried = set(zone.listed)
    if zone.place and not zone.place.withdrawn_at:
        carried |= set(zone.handled)
    wanted = [row.item for row in standard.items.all() if row.item.withdrawn_at is None] if standard else []
    functions = standard.functions if standard else []
    missing = [Function(one).label for one in functions if one not in zone.functions]
    missing += [f"事项：{item.name}" for item in wanted if item.pk not in carried]
    evidence = f"功能 {len(zone.functions)} 项，办理事项 {len(carried)} 项"
    return Line("事项", evidence, tuple(missing))


def _people(zone: Zone, today: dt.date, calendar: WorkCalendar) -> Line:
    roster = list(zone.duties.all())
    if not roster:
        return Line("人员", "", ("没有登记值班人员",))
    there = on_duty(roster, today, calendar)
    names = "、".join(f"{row.name} {row.phone}" for row in there)
    people = len({row.name for row in roster})
    if there:
        return Line("人员", f"值班人员 {people} 人，今天 {names}")
    # On a rest day nobody need be there.
    if not calendar.is_working_day(today, strict=False):
        return Line("人员", f"值班人员 {people} 人，今天休息")
    return Line("人员", f"值班人员 {people} 人", ("今天没有人值班",))


def _plain(number: object) -> str:
    """6.0 as 6."""
    return f"{number:f}".removesuffix(".0") if hasattr(number, "is_finite") else str(number)
