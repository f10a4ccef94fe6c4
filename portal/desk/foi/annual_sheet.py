"""Tables 3 and 4 as the 国务院办公厅 prescribes them (国办公开办函〔2021〕30号): rows, merged heads, the sum of every column."""

from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from layers.foi.annual import CARRIED, COLUMNS, DISPUTES, DONE, LEFT, NEW, TOTAL, AnnualTable
from layers.foi.outcomes import BY_CODE, Group
from layers.foi.rules import RESULTS

CHECKED = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
NUMERALS = "一二三四五六七"
# A group of one row has no rows below it.
ALONE = (Group.GRANTED, Group.PARTLY)
THIN = Side(style="thin")
BOX = Border(THIN, THIN, THIN, THIN)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
OUTCOMES = (*RESULTS.values(), "尚未审结", "总计")
DISPUTE_TITLES = {
    "review": "行政复议",
    "direct": "行政诉讼：未经复议直接起诉",
    "after_review": "行政诉讼：复议后起诉",
}


@dataclass(frozen=True)
class TableLine:
    """One row of table 3: the three heads as they stand, and the seven numbers."""

    heads: tuple[str, str, str]
    numbers: tuple[int, ...]

    @property
    def title(self) -> str:
        """Where there is no cell beside it that says of which group it is."""
        return " ".join(head for head in self.heads[1:] if head) or self.heads[0]


def lines(table: AnnualTable) -> list[TableLine]:
    """In the official order."""

    def line(row: str, *heads: str) -> TableLine:
        first, second, third = (*heads, "", "")[:3]
        return TableLine(
            (first, second, third), tuple(table.cells[row][column] for column in (*COLUMNS, TOTAL))
        )

    done = "三、本年度办理结果"
    found = [line(NEW, "一、本年新收政府信息公开申请数量"), line(CARRIED, "二、上年结转政府信息公开申请数量")]
    for number, group in enumerate(Group):
        head = f"（{NUMERALS[number]}）{group.value}"
        if group is Group.PARTLY:
            head += "（区分处理的，只计这一情形，不计其他情形）"
        rows = table.of_group(group)
        if group in ALONE:
            found.append(line(rows[0], done, head))
            continue
        found += [line(row, done, head, f"{place}.{BY_CODE[row].label}") for place, row in enumerate(rows, 1)]
    found.append(line(DONE, done, f"（{NUMERALS[len(Group)]}）总计"))
    found.append(line(LEFT, "四、结转下年度继续办理"))
    return found


def workbook(table: AnnualTable, organisation: str) -> Workbook:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "三、收到和处理申请情况"
    _applications(sheet, table, organisation)
    _disputes(book.create_sheet("四、复议和诉讼情况"), table, organisation)
    return book


def _applications(sheet: Worksheet, table: AnnualTable, organisation: str) -> None:
    sheet.append([f"{organisation}{table.year} 年收到和处理政府信息公开申请情况"])
    sheet.append([CHECKED, None, None, "申请人情况"])
    sheet.append([None, None, None, "自然人", "法人或其他组织", None, None, None, None, "总计"])
    sheet.append([None, None, None, None, "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"])
    for area in ("A1:J1", "A2:C4", "D2:J2", "D3:D4", "E3:I3", "J3:J4"):
        sheet.merge_cells(area)
    found = lines(table)
    for line in found:
        sheet.append([*line.heads, *line.numbers])
    _merge_heads(sheet, found, first=5)
    _boxed(sheet, {"A": 20, "B": 24, "C": 48, **dict.fromkeys("DEFGHIJ", 12)})


def _merge_heads(sheet: Worksheet, found: list[TableLine], first: int) -> None:
    """Equal heads become one cell over their rows; a head without rows below it reaches over to the numbers."""
    for column in (0, 1):
        start = 0
        for place in range(1, len(found) + 1):
            same = place < len(found) and found[place].heads[: column + 1] == found[start].heads[: column + 1]
            if same:
                continue
            last = max((at for at in range(3) if found[start].heads[at]), default=0)
            end_column = 3 if last == column else column + 1
            if found[start].heads[column] and (place - start > 1 or end_column > column + 1):
                sheet.merge_cells(None, first + start, column + 1, first + place - 1, end_column)
            start = place


def _disputes(sheet: Worksheet, table: AnnualTable, organisation: str) -> None:
    sheet.append([f"{organisation}{table.year} 年政府信息公开行政复议、行政诉讼情况"])
    sheet.append([title for kind in DISPUTES for title in (DISPUTE_TITLES[kind], *[None] * 4)])
    sheet.append(list(OUTCOMES) * len(DISPUTES))
    sheet.append([number for kind in DISPUTES for number in table.disputes[kind].values()])
    for area in ("A1:O1", "A2:E2", "F2:J2", "K2:O2"):
        sheet.merge_cells(area)
    _boxed(sheet, dict.fromkeys("ABCDEFGHIJKLMNO", 11))


def _boxed(sheet: Worksheet, widths: dict[str, float]) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            cell.border, cell.alignment = BOX, CENTRE
    sheet["A1"].font = Font(bold=True, size=14)
    for column, width in widths.items():
        sheet.column_dimensions[column].width = width
