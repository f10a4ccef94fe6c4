"""A month, a quarter or a year, as staff write it: 2026-11, 2026-Q4, 2026."""

import calendar
import datetime as dt
import re

from geo.errors import BadInput

WRITTEN = re.compile(r"(20\d\d)(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?", re.ASCII)


def days_of(period: str) -> tuple[dt.date, dt.date]:
    """Its first and its last day. Raises BadInput."""
    found = WRITTEN.fullmatch(period)
    if found is None:
        raise BadInput("period", "时间应写成 2026、2026-Q4 或 2026-11")
    year, quarter, month = int(found[1]), found[2], found[3]
    begins, ends = (
        (3 * int(quarter) - 2, 3 * int(quarter)) if quarter else (int(month or 1), int(month or 12))
    )
    return dt.date(year, begins, 1), dt.date(year, ends, calendar.monthrange(year, ends)[1])
