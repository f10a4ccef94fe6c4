"""From a cell to a value. Excel has ideas of its own about phones, codes and dates: each is named, none repaired.

A reader takes a cell that is not empty and raises Wrong with the reason and what to write instead.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from importers.sheet import Cell
from importers.unseen import has_unseen

# Excel counts days from this one, because Lotus 1-2-3 took 1900 for a leap year.
EXCEL_DAY_0 = dt.date(1899, 12, 30)
DAYS_OF_NOW = range(18_264, 73_051)  # 1950 to 2099
DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", re.ASCII)
# 0530-5550000, 13900000000, 400-…, several with 、; the extension behind 转.
PHONE = re.compile(r"[0-9+()（）\-—\s、,，;；转]{3,}", re.ASCII)
MOBILE = range(13_000_000_000, 20_000_000_000)

Reader = Callable[[Cell], Any]


class Wrong(ValueError):
    """The cell cannot be used; ``suggestion`` is what to write instead, or ""."""

    def __init__(self, reason: str, suggestion: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.suggestion = suggestion


def shown(cell: Cell) -> str:
    """As a person would read it out: a whole number without .0, a date as such."""
    if isinstance(cell, dict):
        return str(next(iter(cell.values())))
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


@dataclass(frozen=True)
class text:
    """Text of at most so many letters, or a number whose digits are meant; no date."""

    longest: int

    def __call__(self, cell: Cell) -> str:
        refuse_date(cell)
        # Excel keeps 15 digits of a number and shows the rest as 0.
        if isinstance(cell, float) and abs(cell) >= 1e15:
            raise Wrong("Excel 把它读成了数字，15 位之后的数已经丢了", "把这一格设成文本，重新输入")
        found = unicodedata.normalize("NFC", shown(cell))
        if has_unseen(found):
            raise Wrong("含有看不见的字符或换行", "删掉这一格，重新输入")
        if len(found) > self.longest:
            raise Wrong(f"最多 {self.longest} 个字，现有 {len(found)} 个", "写短一些")
        return found

    def whole(self, cells: Sequence[Cell]) -> Sequence[str] | None:
        """The texts of a column whose every cell can be taken as it is: one look instead of thousands.

        None says nothing; then each cell is read for itself.
        """
        try:
            together = "".join(cells)
        except TypeError:
            return None
        # What is no NFC in a cell is none in any text that has the cell in it (UAX 15).
        is_sound = (
            together.isprintable()
            and unicodedata.is_normalized("NFC", together)
            and max(map(len, cells), default=0) <= self.longest
        )
        return cells if is_sound else None


def lines(longest: int) -> Reader:
    """Text of several lines: Alt+Enter in Excel."""

    def read(cell: Cell) -> str:
        refuse_date(cell)
        found = unicodedata.normalize("NFC", shown(cell)).replace("\r\n", "\n").replace("\r", "\n").strip()
        if has_unseen(found.replace("\n", "")):
            raise Wrong("含有看不见的字符", "删掉这一格，重新输入")
        if len(found) > longest:
            raise Wrong(f"最多 {longest} 个字，现有 {len(found)} 个", "写短一些")
        return found

    return read


def phone(longest: int) -> Reader:
    plain = text(longest)

    def read(cell: Cell) -> str:
        found: str = plain(cell)
        if isinstance(cell, int | float) and not (float(cell).is_integer() and int(cell) in MOBILE):
            # An area code begins with 0, and a number has none before it.
            raise Wrong(f"Excel 把它读成了数字 {cell}，开头的 0 可能丢了", f"把这一格设成文本，如 0{found}")
        if not PHONE.fullmatch(found):
            raise Wrong("不像电话号码", "如 0530-5550000")
        return found

    return read


def date(cell: Cell) -> dt.date:
    if isinstance(cell, dict) and "date" in cell:
        return dt.date.fromisoformat(cell["date"])
    if isinstance(cell, dict):
        raise Wrong("只要日期，不要时刻", shown(cell)[:10])
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        raise Wrong(f"是数字 {shown(cell)}，不是日期", _day_of(cell))
    written = DATE.fullmatch(shown(cell))
    try:
        return dt.date(*map(int, written.groups())) if written else dt.date.fromisoformat(shown(cell))
    except ValueError:
        raise Wrong("不是日期", "如 2026-01-31") from None


def truth(cell: Cell) -> bool:
    found = shown(cell).strip().upper()
    if found in {"是", "TRUE", "√"}:
        return True
    if found in {"否", "FALSE", "×"}:
        return False
    raise Wrong("应写“是”或“否”", "是")


def one_of(options: dict[str, Any], advice: str = "") -> Reader:
    """The value behind one of the titles. ``advice`` where they are too many, or some of them codes, to be listed."""

    def read(cell: Cell) -> Any:
        found = shown(cell)
        if found not in options:
            raise Wrong(f"没有“{found[:20]}”这一项", advice or "、".join(options))
        return options[found]

    return read


def refuse_date(cell: Cell) -> None:
    if isinstance(cell, dict):
        raise Wrong(f"Excel 把它读成了日期 {shown(cell)}", "把这一格设成文本，重新输入")


def _day_of(number: float) -> str:
    """Excel's own number of a day, when the column lost its format."""
    if float(number).is_integer() and int(number) in DAYS_OF_NOW:
        return f"是 Excel 的日期序号：{EXCEL_DAY_0 + dt.timedelta(days=int(number))}"
    return "如 2026-01-31"
