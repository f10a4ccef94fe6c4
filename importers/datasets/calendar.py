"""工作日历: the days that the State Council's notice names; a file holds one year or several, each whole.

A day is 放假 (weekends within a holiday too) or 上班 (a weekend day that is worked). The days of a year in the file are
the days of that year: what the notice no longer names is gone. 国务院办公厅关于……部分节假日安排的通知.
"""

import datetime as dt
from collections import defaultdict

from importers.cells import date, one_of, text
from importers.columns import Column
from importers.dataset import Listed, register
from importers.entries import Entry
from importers.listing import Listing
from layers.regions.models import Level
from layers.staff.models import Role, User
from layers.workdays.calendar_file import FIXED_HOLIDAYS
from layers.workdays.models import FIRST_YEAR, LAST_YEAR, CalendarDay

HOLIDAY, MAKEUP = CalendarDay.Kind.HOLIDAY.value, CalendarDay.Kind.MAKEUP.value
KINDS = {
    "放假": HOLIDAY, "休息": HOLIDAY, "休": HOLIDAY, "HOLIDAY": HOLIDAY, "上班": MAKEUP, "班": MAKEUP, "调休上班": MAKEUP,
    "补班": MAKEUP, "MAKEUP": MAKEUP,
}  # fmt: skip
WEEK = "一二三四五六日"

COLUMNS = (
    Column("date", "日期", date, True, "2026-01-01", "如 2026-01-01；放假的每一天写一行，连周末也写",
           synonyms=("date", "日子", "放假日期", "day")),
    Column("kind", "类型", one_of(KINDS), True, "放假", "放假或上班", options=("放假", "上班"),
           synonyms=("kind", "放假上班", "安排", "放假或上班", "状态")),
    Column("name", "节日", text(20), True, "元旦", "为哪个节日放假或调休",
           synonyms=("name", "节日名称", "节假日", "名称", "假日")),
    Column("source_title", "通知标题", text(200), help="新的年份要写；每一年写一行就行", width=40,
           synonyms=("通知", "文件标题", "依据", "来源")),
    Column("source_no", "文号", text(80), help="如 国办发明电〔2025〕7 号", width=24, synonyms=("通知文号", "发文字号")),
    Column("source_url", "通知网址", text(500), width=32, synonyms=("网址", "链接", "url")),
)  # fmt: skip


def columns(by: User | None) -> tuple[Column, ...]:
    return COLUMNS


def propose(listing: Listing) -> None:
    seen: dict[object, int] = {}
    years: dict[int, list[Entry]] = defaultdict(list)
    for entry in listing.entries:
        day: dt.date = entry.values["date"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            listing.fault(entry, "date", "年份不对", "如 2026-01-01", "bad_value")
        elif entry.values["kind"] == MAKEUP and day.isoweekday() < 6:
            told = f"{day} 是星期{WEEK[day.weekday()]}，本来就上班，不写"
            listing.fault(entry, "date", told, "调休上班日应为星期六或星期日", "bad_value")
        elif listing.first_of(seen, entry, day, "date", "同一天"):
            years[day.year].append(entry)
    public = listing.public(map(str, years))
    city = next((unit for unit in listing.units.by_code.values() if unit.level == Level.CITY), None)
    for year, entries in years.items():
        if city is None or not listing.may(entries[0], "date", city.path):
            continue
        if not _is_whole(listing, year, entries):
            continue
        before = public.get(str(year))
        after = dict(before or {})
        after |= _source(listing, entries)
        after["days"] = [
            {"date": one.values["date"].isoformat(), "kind": one.values["kind"], "name": one.values["name"]}
            for one in entries
        ]
        if before is None and not after.get("source_title"):
            listing.fault(
                entries[0],
                "source_title",
                f"{year} 年是新的，要写通知标题",
                "国务院办公厅通知的全称",
                "missing_value",
            )
            continue
        listing.put(entries[0], str(year), before, after, column="date")


def _is_whole(listing: Listing, year: int, entries: list[Entry]) -> bool:
    """A file that is cut off lacks a fixed holiday (全国年节及纪念日放假办法)."""
    off = {one.values["date"] for one in entries if one.values["kind"] == HOLIDAY}
    missing = [
        f"{month}月{day}日（{name}）"
        for (month, day), name in FIXED_HOLIDAYS.items()
        if dt.date(year, month, day) not in off
    ]
    if missing:
        listing.fault(
            entries[0],
            "date",
            f"{year} 年缺少 {'、'.join(missing)} 放假，文件可能不完整",
            "一年要写全",
            "incomplete",
        )
    return not missing


def _source(listing: Listing, entries: list[Entry]) -> dict[str, str]:
    """What any row of the year says of its notice; two rows may not say two things."""
    told: dict[str, str] = {}
    for name in ("source_title", "source_no", "source_url"):
        for one in entries:
            given = one.values[name]
            if given and told.setdefault(name, given) != given:
                listing.fault(one, name, f"与前面的“{told[name]}”不同", "一年只有一份通知", "bad_value")
    return told


CALENDAR = register(
    Listed(
        name="calendar",
        title="工作日历",
        noun="calendar",
        role=Role.EDITOR,
        columns=columns,
        propose=propose,
        hint="一行一天：放假的每一天（连周末），和调休上班的周末。文件里有的年份整年照文件；别的年份不动。全市共用，由市里的编辑人员导入。",
    )
)
