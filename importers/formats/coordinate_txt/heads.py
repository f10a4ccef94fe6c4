"""The line before the rows of a plot: 界址点数,地块面积,编号,名称,记录图形属性,图幅号,用途,地类编码,…,@."""

import re
from dataclasses import dataclass
from decimal import Decimal

from importers.formats.coordinate_txt.problems import Code, Problem, clipped
from importers.formats.coordinate_txt.rows import FULLWIDTH, NUMBER, fullwidth, unseen
from importers.unseen import has_unseen

MARKS = ("@", "＠")
FORMS = {"面", "线", "点"}
FORM_AT = 4
FEWEST_CELLS = 7
COUNT = re.compile(r"\d{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Head:
    """What is said of a plot; None where it is not said or cannot be read. ``declared_ha`` as it stands."""

    line: int | None
    rows_declared: int | None = None
    declared_ha: Decimal | None = None
    number: str | None = None
    name: str | None = None
    use: str | None = None


NO_HEAD = Head(None)


def is_marked(text: str) -> bool:
    """The @ is the one sure sign: everything else of the line may be empty."""
    return text.rstrip(" \t,，").endswith(MARKS)


def is_unmarked_head(text: str) -> bool:
    """A line that has 面 where a head has it, or a count and very many columns: no row of a point does."""
    cells = re.split("[,，]", text)
    if len(cells) <= FORM_AT:
        return False
    is_counted = COUNT.fullmatch(cells[0].strip()) is not None and len(cells) >= FEWEST_CELLS
    return is_counted or any(cell.strip() in FORMS for cell in cells[2:])


def read_head(line: int, text: str) -> tuple[Head, list[Problem]]:
    """``text``: a line of which one of the two above is true."""
    core = text.rstrip(" \t,，")
    problems = []
    if not is_marked(text):
        told = f"第 {line} 行像地块的首行，末尾没有 @：{clipped(text)}"
        problems.append(Problem(Code.MISSING_PLOT_MARK, line, told, "在这一行末尾补上 ,@"))
        core = text
    elif core.endswith("＠"):
        problems.append(fullwidth(line, "＠"))
    cells = [cell.strip() for cell in core.rstrip("@＠").split(",")]
    counted = FULLWIDTH.search("".join(cells[:2]))
    # A name may have Chinese punctuation; what parts the columns may not.
    if len(cells) <= FORM_AT and "，" in core:
        return Head(line), [*problems, fullwidth(line, "，")]
    if counted:
        return Head(line), [*problems, fullwidth(line, counted[0])]
    if has_unseen(text.replace("\t", " ")):
        return Head(line), [*problems, unseen(line)]
    head, more = _of_cells(line, cells)
    return head, [*problems, *more]


def _of_cells(line: int, cells: list[str]) -> tuple[Head, list[Problem]]:
    form_at = _form_at(cells)
    before, after = cells[:form_at], cells[form_at:]
    count, area, number, *name = [*before, "", "", "", ""][: max(len(before), 4)]
    problems = [
        Problem(Code.BAD_NUMBER, line, f"第 {line} 行的{title}“{clipped(value)}”不是数字", "按原成果改正")
        for title, value, wanted in (("界址点数", count, COUNT), ("地块面积", area, NUMBER))
        if value and not wanted.fullmatch(value)
    ]
    form = after[0] if after else ""
    if form not in ("", "面"):
        told = f"第 {line} 行的记录图形属性是“{clipped(form)}”，不是“面”"
        problems.append(Problem(Code.NO_PLOTS, line, told, "地块只能是面；线和点请另存"))
    head = Head(
        line=line,
        rows_declared=int(count) if COUNT.fullmatch(count) else None,
        declared_ha=Decimal(area) if NUMBER.fullmatch(area) else None,
        number=number,
        # A name with an ASCII comma has shifted what follows: 面 tells where it ends.
        name=",".join(name),
        use=after[2] if len(after) > 2 else "",
    )
    return head, problems


def _form_at(cells: list[str]) -> int:
    """Where 记录图形属性 is: in its place, else where 面 stands, else in its place though it is empty."""
    if len(cells) > FORM_AT and cells[FORM_AT] in FORMS:
        return FORM_AT
    return next((at for at, cell in enumerate(cells) if at > 1 and cell in FORMS), FORM_AT)
