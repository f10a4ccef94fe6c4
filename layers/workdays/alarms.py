"""What staff must be told: a year that deadlines already need and nobody has loaded."""

from collections.abc import Collection
from datetime import date

from layers.workdays.models import CalendarYear


def missing_years(today: date, loaded: Collection[int] | None = None) -> list[int]:
    """This year, and from 1 December the next one too, as far as they have no calendar. ``loaded``: years of a
    calendar that is at hand.

    The notice comes out in October to December, and a period of 20 working days that starts in December
    ends in the next year.
    """
    needed = {today.year} | ({today.year + 1} if today.month == 12 else set())
    if loaded is None:
        loaded = CalendarYear.objects.filter(year__in=needed).values_list("year", flat=True)
    return sorted(needed.difference(loaded))


def missing_years_notice(today: date, loaded: Collection[int] | None = None) -> str | None:
    """One Chinese sentence for the desk, or None when nothing is missing."""
    if years := missing_years(today, loaded):
        named = "、".join(f"{year}年" for year in years)
        return f"{named}的工作日历尚未录入，相关期限只能显示为“暂定”。请按国务院办公厅通知导入或在后台录入。"
    return None
