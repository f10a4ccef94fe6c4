"""工作日历 of one year: what the State Council's notice changes about its weeks. The whole city's."""

from geo.errors import BadInput
from layers.changes.aggregate import Child, Noun, Snapshot, register
from layers.workdays.models import CalendarDay, CalendarYear


def check(key: str, snapshot: Snapshot) -> None:
    if any(not row["date"].startswith(f"{key}-") for row in snapshot["days"]):
        raise BadInput("days", "有日期不在该年份内")


def remove(withdrawals: list[tuple[str, str, str]]) -> None:
    CalendarYear.objects.filter(year__in=[int(key) for key, *_ in withdrawals]).delete()


register(
    Noun(
        name="calendar",
        title="工作日历",
        model=CalendarYear,
        key="year",
        fields=("source_title", "source_no", "source_url", "confirmed_on", "note"),
        children=(
            Child(
                model=CalendarDay,
                name="days",
                label="放假与调休",
                parent="year",
                fields=("date", "kind", "name"),
                identity=("date",),
            ),
        ),
        label=lambda snapshot: str(snapshot.get("source_title") or "未命名"),
        check=check,
        withdraw=remove,
        is_lasting=False,
        order=0,
    )
)
