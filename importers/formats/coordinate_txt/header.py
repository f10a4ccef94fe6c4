"""The head of a survey file: key=value lines that say in which coordinates it is. Everything else of it is not read."""

import re
from dataclasses import dataclass, field

from geo.zone import Datum
from importers.formats.coordinate_txt.problems import Code, Problem, clipped
from importers.formats.coordinate_txt.rows import FULLWIDTH, fullwidth

DATUM, DEGREES, ZONE, PROJECTION = "坐标系", "几度分带", "带号", "投影类型"
KEYS = {DATUM: DATUM, DEGREES: DEGREES, "分带": DEGREES, ZONE: ZONE, PROJECTION: PROJECTION}
DEGREES_WORDS = {"3": 3, "三": 3, "6": 6, "六": 6}
SIGN = re.compile("[=＝]")
FULLWIDTH_SIGN = re.compile("[０-９Ａ-Ｚａ-ｚ]")
ZONE_WORD = re.compile(r"第?\s*(\d{1,9})\s*带?", re.ASCII)


@dataclass
class Header:
    """``said``: key → (line, value) of the keys that are read. ``is_garbled``: one of them was not readable."""

    said: dict[str, tuple[int, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    is_garbled: bool = False

    def take(self, line: int, text: str) -> bool:
        """True when the line is a key and its value, whichever."""
        found = SIGN.search(text)
        # The head of a plot may have the sign in a name, behind its first comma.
        if not found or "," in text[: found.start()] or "，" in text[: found.start()]:
            return False
        sign, value = found[0], text[found.end() :].strip()
        key = KEYS.get(text[: found.start()].strip())
        if key is None:
            return True
        # A datum may have its other name behind it in brackets of any width; what is counted may not.
        wrong = (FULLWIDTH if key in (DEGREES, ZONE) else FULLWIDTH_SIGN).findall(value)
        letter = sign if sign != "=" else next(iter(wrong), "")
        if letter:
            self.is_garbled = True
            self.problems.append(fullwidth(line, letter))
        elif key in self.said and self.said[key][1] != value:
            # Two files one behind the other: the second would be read in the coordinates of the first.
            self.is_garbled = True
            first, before = self.said[key]
            told = f"第 {first} 行写的是 {key}={clipped(before)}，第 {line} 行写的是 {key}={clipped(value)}"
            self.problems.append(
                Problem(Code.ZONE_CONFLICT, line, told, "一个文件只能有一套坐标，请分成两个文件")
            )
        else:
            self.said.setdefault(key, (line, value))
        return True

    def line_of(self, key: str) -> int | None:
        return self.said[key][0] if key in self.said else None

    def value_of(self, key: str) -> str:
        return self.said[key][1] if key in self.said else ""

    @property
    def datum(self) -> Datum | None:
        return Datum.recognise(self.value_of(DATUM))

    @property
    def degrees(self) -> int | None:
        """3 or 6; None when it is not said, or is neither."""
        return DEGREES_WORDS.get(self.value_of(DEGREES)[:1])

    @property
    def zone(self) -> int | None:
        found = ZONE_WORD.fullmatch(self.value_of(ZONE))
        return int(found[1]) if found else None

    def contradiction(self) -> Problem | None:
        """A value that is there and cannot be what the format has it for."""
        values = {
            DEGREES: (self.degrees is None, "不是 3 或 6"),
            ZONE: (self.zone is None, "不是带号"),
            PROJECTION: ("高斯" not in self.value_of(PROJECTION), "不是高斯-克吕格"),
        }
        for key, (is_wrong, told) in values.items():
            if self.value_of(key) and is_wrong:
                message = f"{key}“{clipped(self.value_of(key))}”{told}"
                return Problem(Code.ZONE_CONFLICT, self.line_of(key), message, "按测绘成果改正文件头")
        return None
