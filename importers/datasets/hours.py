"""开放时间 in one cell, as offices write it: 工作日 8:30-12:00、13:30-17:30；周六 9:00-12:00."""

import re
import unicodedata
from typing import Any

from importers.cells import Wrong, text
from importers.sheet import Cell
from layers.places.models import OpeningHours

Days = OpeningHours.Days
WEEK = "一二三四五六日"
EXAMPLE = "如 工作日 8:30-12:00、13:30-17:30；周六 9:00-12:00"
ALL_DAY = {"opens": "00:00:00", "closes": "23:59:00"}
NAMES = {
    "": [Days.EVERY_DAY], "每天": [Days.EVERY_DAY], "每日": [Days.EVERY_DAY],
    "工作日": [Days.WORKING_DAY], "休息日": [Days.REST_DAY], "节假日": [Days.REST_DAY],
    "休息日和节假日": [Days.REST_DAY],
}  # fmt: skip
SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-—–~至到]+\s*(\d{1,2})[:：](\d{2})", re.ASCII)
RANGE = re.compile(rf"(?:周|星期)([{WEEK}天])(?:[至到\-—–~](?:周|星期)?([{WEEK}天]))?")
plain = text(200)


def hours(cell: Cell) -> list[dict[str, Any]]:
    """Rows of opening hours as a snapshot has them. Raises Wrong for what is written another way."""
    written = unicodedata.normalize("NFKC", plain(cell)).replace(" ", "")
    rows = []
    for part in filter(None, re.split(r"[;；。]", written)):
        found = re.match(r"[^\d]*?(?=\d|全天|24小时|$)", part)
        days = found.group() if found else ""
        rest = part[len(days) :]
        for days_code in _days(days.strip(":：")):
            rows += [{"days": days_code, "note": "", **span} for span in _spans(rest)]
    if not rows:
        raise Wrong("看不懂的开放时间", EXAMPLE)
    return sorted(rows, key=lambda row: (row["days"], row["opens"], row["closes"]))


def _days(words: str) -> list[str]:
    if words in NAMES:
        return [str(days.value) for days in NAMES[words]]
    found = RANGE.fullmatch(words)
    if not found:
        raise Wrong(f"看不懂“{words[:20]}”是哪些日子", EXAMPLE)
    first, last = (WEEK.index((day or found.group(1)).replace("天", "日")) for day in found.groups())
    if last < first:
        raise Wrong(f"“{words}”前后颠倒", EXAMPLE)
    return [str(number + 1) for number in range(first, last + 1)]


def _spans(words: str) -> list[dict[str, str]]:
    if words in ("全天", "24小时"):
        return [ALL_DAY]
    spans = []
    for part in re.split(r"[、,，]", words):
        found = SPAN.fullmatch(part)
        if not found:
            raise Wrong(f"看不懂“{part[:20]}”", EXAMPLE)
        opens, closes = (_clock(*found.group(at, at + 1)) for at in (1, 3))
        if closes <= opens:
            raise Wrong(f"“{part}”关门早于开门；跨午夜的请写成两段", EXAMPLE)
        spans.append({"opens": opens, "closes": closes})
    return spans


def _clock(hour: str, minute: str) -> str:
    if (int(hour), int(minute)) == (24, 0):
        return "23:59:00"
    if int(hour) > 23 or int(minute) > 59:
        raise Wrong(f"没有 {hour}:{minute} 这个时刻", EXAMPLE)
    return f"{int(hour):02d}:{minute}:00"
