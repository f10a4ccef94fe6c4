"""What a request for items asks: which box, which days, which filters, how many, in which CRS. Read strictly, once."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from geo.errors import BadInput
from geo.number import parse_natural
from layers.api.filters import narrow
from layers.catalog import Layer
from layers.ogc.crs import crs_of
from layers.places.opening import CHINA

DEFAULT_LIMIT = 100
MOST = 5_000
ITEMS = ("f", "crs", "bbox", "bbox-crs", "datetime", "limit", "count", "after", "before")
# Without a bound, as ISO 8601-2 and OGC write it.
OPEN = {"..", ""}
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(
    rf"{DAY.pattern}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(\.[0-9]{{1,9}})?(Z|[+-][0-9]{{2}}:[0-9]{{2}})"
)


def narrowed(layer: Layer, values: dict[str, str]) -> QuerySet[Any]:
    """The rows of a layer under the box, the days and the filters of ``values``. Raises BadInput naming the wrong one."""
    queryset = layer.queryset()
    bbox_crs = crs_of(values, "bbox-crs")
    if "bbox" in values:
        queryset = layer.touching(queryset, bbox_crs.box(values["bbox"]))
    elif "bbox-crs" in values:
        raise BadInput("bbox-crs", "只能与 bbox 一起使用")
    if "datetime" in values:
        queryset = in_time(layer, queryset, *interval(values["datetime"]))
    return narrow(layer, queryset, values)


def limit(values: dict[str, str]) -> int:
    """OGC 17-069r4 wants more than the maximum to be the maximum, not an error."""
    if "limit" not in values:
        return DEFAULT_LIMIT
    number = parse_natural(values["limit"], parameter="limit", title="数量上限", high=10**9)
    if number == 0:
        raise BadInput("limit", "数量上限至少是 1")
    return min(number, MOST)


def wants_count(values: dict[str, str]) -> bool:
    if values.get("count", "1") != "1":
        raise BadInput("count", "只能是 1（同时给出总数）")
    return "count" in values


def in_time(layer: Layer, queryset: QuerySet[Any], start: date | None, end: date | None) -> QuerySet[Any]:
    """A row without a day is of any time, and so is every row of a layer that has none."""
    if not layer.day_field:
        return queryset
    day = Q()
    if start is not None:
        day &= Q(**{f"{layer.day_field}__gte": start})
    if end is not None:
        day &= Q(**{f"{layer.day_field}__lte": end})
    return queryset.filter(day | Q(**{f"{layer.day_field}__isnull": True}))


def interval(text: str) -> tuple[date | None, date | None]:
    """The first and the last day of RFC 3339 text: a day, a moment, or two of them by ``/``, one of which may be open.

    Raises BadInput("datetime").
    """
    first, *more = text.split("/")
    if len(more) > 1 or (more and first in OPEN and more[0] in OPEN):
        raise BadInput("datetime", "应为一个日期，或用 / 隔开的起止日期")
    if not more:
        day = _day(first)
        return day, day
    start, end = (None if bound in OPEN else _day(bound) for bound in (first, more[0]))
    if start is not None and end is not None and start > end:
        raise BadInput("datetime", "开始晚于结束")
    return start, end


def _day(text: str) -> date:
    """The days of the rows are days in China."""
    read: Callable[[str], date] | None = None
    if DAY.fullmatch(text):
        read = date.fromisoformat
    elif MOMENT.fullmatch(text.upper()):
        read = _day_of_moment
    try:
        if read is not None:
            return read(text.upper())
    except (ValueError, OverflowError):
        pass
    raise BadInput("datetime", "应为日期或带时区的时刻，例如 2026-05-01 或 2026-05-01T00:00:00+08:00")


def _day_of_moment(text: str) -> date:
    return datetime.fromisoformat(text).astimezone(CHINA).date()
