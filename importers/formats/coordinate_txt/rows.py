"""One row of a survey file: 点号, 圈号, X (northing), Y (easting). Three columns have no 圈号 and mean ring 1."""

import math
import re
from itertools import pairwise
from typing import NamedTuple

from geo.survey import is_plausible, is_swapped
from importers.formats.coordinate_txt.problems import Code, Problem, clipped
from importers.unseen import has_unseen

LONGEST_LINE = 1_000
# The digits of the Chinese keyboard and its punctuation; the format wants half width (sheet of the survey file).
FULLWIDTH = re.compile("[！-～。、　]")
NUMBER = re.compile(r"[+-]?\d{1,12}(?:\.\d{0,15})?", re.ASCII)
RING = re.compile(r"\d{1,6}", re.ASCII)
# Nearly every row is one of these, and there may be two hundred thousand.
BLANK = r"[ \t]{0,3}"
ORDINARY = re.compile(
    rf"([^,]*),{BLANK}(?:(\d{{1,6}})?{BLANK},{BLANK})?({NUMBER.pattern}){BLANK},{BLANK}({NUMBER.pattern})[ \t,]*",
    re.ASCII,
)
FIRST_RING = 1
ROW_SHAPE = "应为 点号,圈号,X,Y 四列，如 J1,1,4113800.000,39599400.000"


class Row(NamedTuple):
    """``x`` is the northing and ``y`` the easting, in metres, both NaN when the row cannot be read.

    ``ring`` is None when the row does not tell; it then belongs to the ring of the row before.
    """

    line: int
    name: str
    ring: int | None
    x: float
    y: float

    @property
    def is_sound(self) -> bool:
        return self.x == self.x


def read_row(line: int, text: str, *, is_pasted: bool = False) -> tuple[Row, Problem | None]:
    """``text`` without blanks at its ends. ``is_pasted``: also tables of reports, with 序号 before or 边长 behind."""
    if len(text) > LONGEST_LINE:
        return _unread(line), Problem(
            Code.BAD_NUMBER, line, f"第 {line} 行有 {len(text)} 个字符，不是界址点", ROW_SHAPE
        )
    found = FULLWIDTH.search(text)
    if found:
        return _unread(line), fullwidth(line, found[0])
    if has_unseen(text.replace("\t", " ")):
        return _unread(line), unseen(line)
    if "," not in text:
        text = ",".join(text.split())
    ordinary = ORDINARY.fullmatch(text)
    if ordinary is None:
        return _of_cells(line, [cell.strip() for cell in text.rstrip(" ,\t").split(",")], is_pasted)
    name, ring, x, y = ordinary.groups()
    name = name.strip()
    row = Row(line, name, int(ring) if ring else FIRST_RING, float(x), float(y))
    if ring is None and x.isdigit() and len(x) < 4:
        # J1,1,4113800.000: three columns, of which the first number is a 圈号.
        return _unread(line, name), _too_few(line, text)
    return row, None


def _of_cells(line: int, cells: list[str], is_pasted: bool) -> tuple[Row, Problem | None]:
    """A row that is not ordinary: of a report, or wrong."""
    if is_pasted:
        for at, (x, y) in enumerate(pairwise(cells)):
            if _is_position(x, y):
                return _of_report(line, cells[:at], float(x), float(y)), None
    if len(cells) < 3:
        return _unread(line, cells[0]), _too_few(line, ",".join(cells))
    if len(cells) > 4:
        message = f"第 {line} 行有 {len(cells)} 列：{clipped(','.join(cells))}"
        return _unread(line, cells[0]), Problem(Code.BAD_NUMBER, line, message, ROW_SHAPE)
    name, *ring, x, y = cells
    if ring and ring[0] and not RING.fullmatch(ring[0]):
        told = f"第 {line} 行的圈号“{clipped(ring[0])}”不是整数"
        return _unread(line, name), Problem(Code.BAD_NUMBER, line, told, "圈号从 1 开始，如 J1,1,X,Y")
    number = int(ring[0]) if ring and ring[0] else FIRST_RING
    wrong = [
        f"{title}“{clipped(value)}”{_fault(value)}"
        for title, value in (("X", x), ("Y", y))
        if not NUMBER.fullmatch(value)
    ]
    if not wrong:
        return Row(line, name, number, float(x), float(y)), None
    message = f"第 {line} 行（{clipped(name)}）的 {'，'.join(wrong)}；这一行是 {clipped(','.join(cells), 80)}"
    suggestion = "按原成果改成以米为单位的半角数字"
    return Row(line, name, number, math.nan, math.nan), Problem(Code.BAD_NUMBER, line, message, suggestion)


def _of_report(line: int, before: list[str], x: float, y: float) -> Row:
    if len(before) == 2 and RING.fullmatch(before[1]):
        return Row(line, before[0], int(before[1]), x, y)
    return Row(line, before[-1] if before else "", FIRST_RING, x, y)


def _is_position(x: str, y: str) -> bool:
    if not (NUMBER.fullmatch(x) and NUMBER.fullmatch(y)):
        return False
    return is_plausible(float(x), float(y)) or is_swapped(float(x), float(y))


def _fault(value: str) -> str:
    if not value:
        return "是空的"
    if re.fullmatch(r"[+-]?\d+(\.\d*)?[eE][+-]?\d+", value, re.ASCII):
        return "是科学计数法，后面的位数已经丢了"
    return "不是数字"


def _too_few(line: int, text: str) -> Problem:
    return Problem(Code.BAD_NUMBER, line, f"第 {line} 行缺列：{clipped(text)}", ROW_SHAPE)


def fullwidth(line: int, letter: str) -> Problem:
    named = "空格" if letter == "　" else f"“{letter}”"
    suggestion = "逗号、句点、数字、字母和 @ 都用半角（英文输入法）"
    return Problem(Code.FULLWIDTH_PUNCTUATION, line, f"第 {line} 行有全角{named}", suggestion)


def unseen(line: int) -> Problem:
    return Problem(
        Code.FULLWIDTH_PUNCTUATION, line, f"第 {line} 行有看不见的字符", "删掉这一行，重新输入一遍"
    )


def _unread(line: int, name: str = "") -> Row:
    return Row(line, name, None, math.nan, math.nan)
