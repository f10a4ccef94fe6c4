"""A text as head, plots and rows, each with its line number. What the rows mean together is not asked here."""

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise

from geo.errors import BadInput
from importers.formats.coordinate_txt.header import Header
from importers.formats.coordinate_txt.heads import NO_HEAD, Head, is_marked, is_unmarked_head, read_head
from importers.formats.coordinate_txt.problems import Code, Problem, clipped
from importers.formats.coordinate_txt.rows import LONGEST_LINE, NUMBER, Row, fullwidth, read_row
from importers.text_encoding import LINE_END, split_lines

MOST_ROWS = 200_000
MOST_PLOTS = 5_000
MOST_LINES = 2 * MOST_ROWS
OPENING, CLOSING = "[［【", "]］】"
PLOTS_SECTION = "地块坐标"
SEPARATOR = re.compile(r"[,，\s]+")


@dataclass
class Block:
    """A plot as it stands: its head, then its rows in order."""

    head: Head
    rows: list[Row] = field(default_factory=list)

    @property
    def line(self) -> int | None:
        return self.head.line or (self.rows[0].line if self.rows else None)


@dataclass
class Scan:
    header: Header = field(default_factory=Header)
    blocks: list[Block] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    is_among_rows: bool = False
    rows: int = 0


def scan(text: str, *, is_pasted: bool = False) -> Scan:
    """Raises BadInput when there are more lines, rows or plots than any survey has.

    ``is_pasted``: points without head and without @ are one plot, as a report lists them.
    """
    if len(LINE_END.findall(text)) > MOST_LINES:
        raise BadInput("file", f"超过 {MOST_LINES} 行")
    found = Scan()
    for line, raw in enumerate(split_lines(text), start=1):
        written = raw.strip()
        if written:
            _take(found, line, written, is_pasted)
    found.problems = [*found.header.problems, *found.problems]
    return found


def _take(found: Scan, line: int, text: str, is_pasted: bool) -> None:
    if text[0] in OPENING and text[-1] in CLOSING:
        wide = text[0] if text[0] != "[" else text[-1]
        if wide != "]":
            found.problems.append(fullwidth(line, wide))
        found.is_among_rows = text[1:-1].strip() == PLOTS_SECTION
    elif not found.is_among_rows and found.header.take(line, text):
        pass
    elif is_marked(text) or is_unmarked_head(text):
        head, problems = read_head(line, text)
        found.problems.extend(problems)
        found.is_among_rows = True
        if len(found.blocks) >= MOST_PLOTS:
            raise BadInput("file", f"超过 {MOST_PLOTS} 个地块，请分成几个文件")
        found.blocks.append(Block(head))
    elif found.is_among_rows or _has_a_point(text):
        found.is_among_rows = True
        _take_row(found, line, text, is_pasted)


def _has_a_point(text: str) -> bool:
    """Two numbers side by side: a point that stands where the head of the file should be, of whatever width."""
    if len(text) > LONGEST_LINE:
        return False
    cells = SEPARATOR.split(unicodedata.normalize("NFKC", text).strip(" ,\t"))
    are_numbers = [NUMBER.fullmatch(cell) is not None for cell in cells]
    return any(one and other for one, other in pairwise(are_numbers))


def _take_row(found: Scan, line: int, text: str, is_pasted: bool) -> None:
    found.rows += 1
    if found.rows > MOST_ROWS:
        raise BadInput("file", f"超过 {MOST_ROWS} 个界址点，请分成几个文件")
    row, problem = read_row(line, text, is_pasted=is_pasted)
    if not found.blocks:
        found.blocks.append(Block(NO_HEAD))
        if not is_pasted:
            told = f"第 {line} 行的界址点之前没有以 @ 结尾的地块首行：{clipped(text)}"
            suggestion = "补上首行：界址点数,面积,编号,名称,面,图幅号,用途,,@"
            found.problems.append(Problem(Code.MISSING_PLOT_MARK, line, told, suggestion))
    found.blocks[-1].rows.append(row)
    if problem:
        found.problems.append(problem)
