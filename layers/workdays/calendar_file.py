"""A year of the calendar as a CSV file: one row a day, 日期/类型/节日 (or date/kind/name).

The reference data and a clerk's import go through the same rules. All faults are reported at once.
"""

import csv
import io
import re
from datetime import date

from layers.workdays.models import CalendarDay

Kind = CalendarDay.Kind

COLUMNS = {"date": "date", "kind": "kind", "name": "name", "日期": "date", "类型": "kind", "节日": "name"}
KINDS = {
    "HOLIDAY": Kind.HOLIDAY,
    "放假": Kind.HOLIDAY,
    "MAKEUP": Kind.MAKEUP,
    "上班": Kind.MAKEUP,
    "调休上班": Kind.MAKEUP,
}
# Fixed by 全国年节及纪念日放假办法 since 1999: a file without them is cut off or of another year.
FIXED_HOLIDAYS = {(1, 1): "元旦", (5, 1): "劳动节", (10, 1): "国庆节"}
# 2027-01-01, and 2027/1/1 or 2027年1月1日 as a spreadsheet writes it.
DATE = re.compile(r"(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})日?", re.ASCII)
MOST_BYTES = 100_000
MOST_ROWS = 100


class CalendarFileError(ValueError):
    """``errors``: one Chinese sentence a fault, with the row number of the file (the heading is row 1)."""

    def __init__(self, errors: list[str]) -> None:
        self.errors = errors
        super().__init__("；".join(errors))


def decode(content: bytes) -> str:
    """UTF-8 with or without BOM, else GB18030, as Excel in China saves. Raises CalendarFileError."""
    if len(content) > MOST_BYTES:
        raise CalendarFileError([f"文件过大，应不超过 {MOST_BYTES // 1000} KB"])
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CalendarFileError(["文件编码无法识别，请另存为 UTF-8 编码的 CSV"])


def parse(text: str, year: int) -> list[CalendarDay]:
    """Unsaved days of ``year`` in the order of their dates. Raises CalendarFileError with all faults."""
    if "\0" in text:
        raise CalendarFileError(["文件含有无法识别的字符，应为 CSV 文本"])
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise CalendarFileError([f"不是有效的 CSV 文件（{error}）"]) from None
    if not rows or sorted(COLUMNS.get(cell.strip(), "") for cell in rows[0]) != ["date", "kind", "name"]:
        raise CalendarFileError(["第 1 行：表头应为 date,kind,name 或 日期,类型,节日"])
    if len(rows) > MOST_ROWS:
        raise CalendarFileError([f"共 {len(rows)} 行，一年的放假与调休应不超过 {MOST_ROWS} 行"])
    columns = [COLUMNS[cell.strip()] for cell in rows[0]]
    errors: list[str] = []
    days: dict[date, CalendarDay] = {}
    first_rows: dict[date, int] = {}
    for number, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            errors.append(f"第 {number} 行：应有 3 列，实有 {len(cells)} 列")
            continue
        row = {column: cell.strip() for column, cell in zip(columns, cells, strict=True)}
        day, faults = _day(row, year)
        if day and day.date in first_rows:
            faults.append(f"日期 {day.date} 与第 {first_rows[day.date]} 行重复")
        elif day:
            days[day.date] = day
            first_rows[day.date] = number
        errors += [f"第 {number} 行：{fault}" for fault in faults]
    errors = errors or _faults_of_the_whole(days, year)
    if errors:
        raise CalendarFileError(errors)
    return [days[day] for day in sorted(days)]


def _day(row: dict[str, str], year: int) -> tuple[CalendarDay | None, list[str]]:
    """The day, as far as its date can be read, and every fault of its row."""
    faults: list[str] = []
    day = _date(row["date"])
    if day is None:
        faults.append(f"日期“{row['date'][:20]}”无法识别，应如 {year}-01-01")
    kind = KINDS.get(row["kind"].upper())
    if kind is None:
        faults.append(f"类型“{row['kind'][:20]}”无法识别，应为 HOLIDAY（放假）或 MAKEUP（调休上班）")
    if not row["name"]:
        faults.append("缺少节日名称")
    elif len(row["name"]) > 20:
        faults.append("节日名称超过 20 个字")
    if day and day.year != year:
        faults.append(f"日期 {day} 不在 {year} 年内，跨年的调休请改到 {day.year} 年的日历中")
    if day and kind == Kind.MAKEUP and day.weekday() < 5:
        faults.append(f"{day} 是星期{'一二三四五'[day.weekday()]}，调休上班日应为星期六或星期日")
    if day is None:
        return None, faults
    return CalendarDay(year_id=year, date=day, kind=kind or "", name=row["name"]), faults


def _date(text: str) -> date | None:
    match = DATE.fullmatch(text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _faults_of_the_whole(days: dict[date, CalendarDay], year: int) -> list[str]:
    """What no single row shows: a file that is cut off."""
    faults = []
    for (month, day), name in FIXED_HOLIDAYS.items():
        found = days.get(date(year, month, day))
        if found is None or found.kind != Kind.HOLIDAY:
            faults.append(f"缺少 {month}月{day}日（{name}）放假，文件可能不完整")
    return faults
