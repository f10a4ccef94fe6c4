"""期限: a date together with how it was counted, so that a page can show the reader the sum."""

import datetime
from dataclasses import dataclass
from typing import Literal

Unit = Literal["working", "calendar"]

WEEKDAYS = "一二三四五六日"


def chinese_date(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True)
class SkippedHoliday:
    """A holiday that the count stepped over; ``days`` includes its weekends, as the notice counts them."""

    name: str
    first: datetime.date
    last: datetime.date
    days: int


@dataclass(frozen=True)
class Deadline:
    """The last day of a period that began on ``start``, which itself is not counted.

    ``provisional`` (暂定): a year in ``missing_years`` has no calendar yet and was counted Monday to Friday.
    ``extended_from``: the day the period ended on before it was moved to the next working day.
    """

    start: datetime.date
    n: int
    unit: Unit
    date: datetime.date
    provisional: bool = False
    missing_years: tuple[int, ...] = ()
    counted: tuple[datetime.date, ...] = ()
    skipped: tuple[SkippedHoliday, ...] = ()
    makeup_days: tuple[datetime.date, ...] = ()
    extended_from: datetime.date | None = None

    @property
    def parts(self) -> list[str]:
        """含调休上班 2 天 / 跳过春节 8 天: what makes this count differ from the plain week, in Chinese."""
        parts = []
        if self.makeup_days:
            parts.append(f"含调休上班 {len(self.makeup_days)} 天")
        parts += [f"跳过{holiday.name} {holiday.days} 天" for holiday in self.skipped]
        return parts

    @property
    def explanation(self) -> str:
        """One or two Chinese sentences that can stand under the date on a page or a print."""
        ended = self.extended_from or self.date
        begins = f"自{chinese_date(self.start)}的次日起算"
        if self.unit == "working":
            text = f"{begins}，第 {self.n} 个工作日为{chinese_date(ended)}"
        else:
            text = f"{begins}，满 {self.n} 日为{chinese_date(ended)}"
        if self.extended_from:
            weekday = WEEKDAYS[self.extended_from.weekday()]
            text += f"（星期{weekday}，非工作日），顺延至{chinese_date(self.date)}"
        text = "，".join([text, *self.parts]) + "。"
        if self.provisional:
            years = "、".join(f"{year}年" for year in self.missing_years)
            text += f"暂定：{years}放假安排尚未录入，暂按周一至周五计算。"
        return text
