"""The file of a city's divisions: code,name,level,parent_code. All of its faults are named at once, with row numbers.

County and city codes may have 6 digits; towns and villages have 12. The city's own parent (the province) is
outside of the file.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from geo.errors import BadInput
from layers.regions.models import Level

LEVELS = {"city": Level.CITY, "county": Level.COUNTY, "town": Level.TOWN, "village": Level.VILLAGE}
COLUMNS = {"code", "name", "level", "parent_code"}
# How many digits of a code its parent's code shares.
SHARED_DIGITS = {Level.COUNTY: 4, Level.TOWN: 6, Level.VILLAGE: 9}
LONGEST_NAME = 80


class FileProblems(BadInput):
    """Everything that is wrong with a file; nothing of it was loaded."""

    def __init__(self, file_name: str, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(
            None, "\n".join([f"{file_name} 有 {len(problems)} 处问题,未装入任何数据:", *problems])
        )


@dataclass(frozen=True)
class Division:
    """``code`` and ``parent_code`` have 12 digits; the city's ``parent_code`` is ""."""

    row: int
    code: str
    name: str
    level: Level
    parent_code: str


def padded(code: str) -> str:
    """A 6-digit code is a 12-digit one whose last six digits are 0."""
    return code + "000000" if len(code) == 6 else code


def read_divisions(path: Path, city_code: str) -> list[Division]:
    """The rows of ``path``, parents before children. Raises FileProblems."""
    problems: list[str] = []
    divisions: list[Division] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if missing := COLUMNS - set(reader.fieldnames or ()):
            raise FileProblems(path.name, [f"第 1 行:缺少列 {'、'.join(sorted(missing))}"])
        for number, row in enumerate(reader, start=2):
            division, faults = _read_row(number, row)
            problems += [f"第 {number} 行:{fault}" for fault in faults]
            if division is not None:
                divisions.append(division)
    problems += _faults_between(divisions, padded(city_code))
    if problems:
        raise FileProblems(path.name, problems)
    return sorted(divisions, key=lambda division: division.level)


def name_fault(name: str) -> str | None:
    """Why ``name`` cannot be the name of a unit."""
    if not name or len(name) > LONGEST_NAME:
        return f"名称应为 1 至 {LONGEST_NAME} 个字"
    if any(unicodedata.category(character)[0] == "C" for character in name):
        return "名称含有控制字符或看不见的字符"
    return None


def _read_row(number: int, row: dict[str, str | None]) -> tuple[Division | None, list[str]]:
    code, name, level, parent = (
        (row.get(column) or "").strip() for column in ("code", "name", "level", "parent_code")
    )
    faults = []
    if level not in LEVELS:
        faults.append(f"级别“{level}”不是 {'、'.join(LEVELS)} 之一")
    if not re.fullmatch(r"\d{6}|\d{12}", code, re.ASCII):
        faults.append(f"代码“{code}”应为 6 位或 12 位数字")
    if fault := name_fault(name):
        faults.append(fault)
    if faults:
        return None, faults
    found = LEVELS[level]
    return Division(number, padded(code), name, found, "" if found == Level.CITY else padded(parent)), []


def _faults_between(divisions: Iterable[Division], city_code: str) -> list[str]:
    by_code: dict[str, Division] = {}
    faults = []
    for division in divisions:
        if division.code in by_code:
            faults.append(
                f"第 {division.row} 行:代码 {division.code} 与第 {by_code[division.code].row} 行重复"
            )
        else:
            by_code[division.code] = division
    for division in by_code.values():
        if fault := _fault_of_parent(division, by_code, city_code):
            faults.append(f"第 {division.row} 行:{fault}")
    return faults


def _fault_of_parent(division: Division, by_code: dict[str, Division], city_code: str) -> str | None:
    if division.level == Level.CITY:
        return None if division.code == city_code else f"城市代码应为 {city_code}(见城市文件)"
    parent = by_code.get(division.parent_code)
    if parent is None:
        return f"上级代码 {division.parent_code or '(空)'} 不在文件中"
    if parent.level != division.level - 1:
        return f"上级 {parent.name} 不是上一级"
    shared = SHARED_DIGITS[division.level]
    if division.code[:shared] != parent.code[:shared]:
        return f"代码 {division.code} 与上级代码 {parent.code} 的前 {shared} 位不同"
    return None
