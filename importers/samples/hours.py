"""Opening hours of the samples by the word that places.csv uses."""

import datetime as dt

from layers.places.models import OpeningHours, Place

Days = OpeningHours.Days
# Days, opens, closes, note.
Span = tuple[Days, str, str, str]

OFFICE: list[Span] = [(Days.WORKING_DAY, "08:30", "12:00", ""), (Days.WORKING_DAY, "13:30", "17:00", "")]
PATTERNS: dict[str, list[Span]] = {
    "office": OFFICE,
    "extended": [*OFFICE, (Days.SATURDAY, "09:00", "11:30", "周六延时服务")],
    "village": [(Days.EVERY_DAY, "08:00", "11:30", ""), (Days.EVERY_DAY, "14:30", "17:30", "节假日有人值班")],
    "daily": [(Days.EVERY_DAY, "08:00", "18:00", "")],
    "long": [(Days.EVERY_DAY, "06:30", "21:30", "")],
    "always": [(Days.EVERY_DAY, "00:00", "23:59", "24 小时")],
    "school": [(Days.WORKING_DAY, "07:30", "17:30", "寒暑假除外")],
    "vaccine": [(Days.TUESDAY, "08:00", "11:30", "接种日"), (Days.THURSDAY, "08:00", "11:30", "接种日")],
    "meals": [(Days.EVERY_DAY, "11:00", "13:00", "午餐"), (Days.EVERY_DAY, "17:00", "18:30", "晚餐")],
    "bank": [(Days.WORKING_DAY, "08:30", "17:00", ""), (Days.REST_DAY, "09:30", "12:00", "")],
    "post": [(Days.EVERY_DAY, "08:30", "12:00", ""), (Days.EVERY_DAY, "13:30", "17:30", "")],
    "culture": [(day, "09:00", "17:30", "周一闭馆") for day in (Days.TUESDAY, Days.WEDNESDAY, Days.THURSDAY)]
    + [(day, "09:00", "20:00", "") for day in (Days.FRIDAY, Days.SATURDAY, Days.SUNDAY)],
    "market": [(Days.EVERY_DAY, "05:00", "12:00", "")],
}


def spans(place: Place, pattern: str) -> list[OpeningHours]:
    return [
        OpeningHours(
            place=place,
            days=days,
            opens=dt.time.fromisoformat(opens),
            closes=dt.time.fromisoformat(closes),
            note=note,
        )
        for days, opens, closes, note in PATTERNS[pattern]
    ]
