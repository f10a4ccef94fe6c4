"""A sheet that somebody handed in: honest ones are read as they are, the others are refused in Chinese."""

import datetime as dt
import io
import zipfile

import pytest

from geo.errors import BadInput
from importers.cells import Wrong, date, phone, text, truth
from importers.report import Problem, error_workbook
from tests.importers.sheets import packed, sheet_of, workbook


def reason(content, name="a.xlsx", **more):
    with pytest.raises(BadInput) as refused:
        sheet_of(content, name, **more)
    assert refused.value.parameter == "file"
    return refused.value.message


def repacked(content, **parts):
    """The zip with further parts, or such of the name in place of its own."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.filename not in parts:
                new.writestr(part.filename, old.read(part))
        for name, written in parts.items():
            new.writestr(name, written)
    return target.getvalue()


def test_rows_carry_the_numbers_that_excel_shows_and_cells_stay_what_they_are():
    moment = dt.datetime(2026, 1, 2, 8, 30)
    read = sheet_of([["用户名", "自"], [], [" 张三 ", dt.date(2026, 1, 2)], [], [5433160000, moment, True]])
    assert read.header == ["用户名", "自"]
    assert [(row.number, row.cells) for row in read.rows] == [
        (3, ["张三", {"date": "2026-01-02"}]),
        (5, [5433160000.0, {"time": "2026-01-02 08:30:00"}, True]),
    ]


def test_a_hidden_sheet_is_not_read_though_it_stands_first():
    made = workbook(["用户名"], ["hidden"])
    made.active.sheet_state = "hidden"
    made.create_sheet("看得见").append(["用户名"])
    made["看得见"].append(["seen"])
    made.active = 1
    read = sheet_of(packed(made))
    assert read.name == "看得见" and [row.cells for row in read.rows] == [["seen"]]


def merged():
    made = workbook(["用户名", "姓名"], ["a", "b"])
    made.active.merge_cells("A1:B1")
    return packed(made)


def formula():
    made = workbook(["用户名"])
    made.active["A2"] = '=HYPERLINK("http://evil.example","x")'
    return packed(made)


def endless():
    """A space far below, and a million empty rows above it, each of them written out."""
    made = workbook(["用户名"], ["a"])
    sheet = zipfile.ZipFile(io.BytesIO(packed(made))).read("xl/worksheets/sheet1.xml").decode()
    rows = "".join(f'<row r="{n}"/>' for n in range(3, 1_048_577))
    return repacked(
        packed(made), **{"xl/worksheets/sheet1.xml": sheet.replace("</sheetData>", f"{rows}</sheetData>")}
    )


def bomb(said=True):
    """70 MB of one letter in 70 KB."""
    return repacked(packed(workbook(["a"])), **{"xl/media/a.xml": b"a" * (70 << 20)})


def macros():
    return repacked(packed(workbook(["用户名"], ["a"])), **{"xl/vbaProject.bin": b"x"})


def undeflatable():
    """Its list of types begins with a block of a kind that deflate does not have (RFC 1951, 3.2.3)."""
    content = bytearray(packed(workbook(["a"])))
    part = zipfile.ZipFile(io.BytesIO(content)).getinfo("[Content_Types].xml")
    begin = part.header_offset + 30 + len(part.filename)
    content[begin : begin + 8] = b"\xff" * 8
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (merged, "a.xlsx", "合并"),
        (undeflatable, "a.xlsx", "不是完整的 XLSX"),
        (formula, "a.xlsx", "公式"),
        (bomb, "a.xlsx", "解压后过大"),
        (macros, "a.xlsx", "宏"),
        (macros, "a.xlsm", "宏"),
        (lambda: b"", "a.xlsx", "1 字节"),
        (lambda: packed(workbook()), "a.xlsx", "空的"),
        (lambda: packed(workbook(["a"]))[:-500], "a.xlsx", "XLSX"),
        (lambda: repacked(packed(workbook(["a"])), **{"xl/workbook.xml": b"<x"}), "a.xlsx", "损坏"),
        (lambda: packed(workbook(["a"])), "a.xls", "文件名"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "a.xls", "损坏"),
        (lambda: b"a,b\n1,2\n", "a.csv", "这里只收"),
        (lambda: b"%PDF-1.7\n%%EOF", "a.xlsx", "PDF"),
        (lambda: packed(workbook(["a"])), "../a.xlsx", "路径"),
        (lambda: packed(workbook(["x"] * 61, ["y"])), "a.xlsx", "60 列"),
    ],
)
def test_what_is_no_plain_sheet_is_refused_with_its_reason(content, name, told):
    assert told in reason(content(), name)


def test_a_zip_that_lies_about_its_size_is_counted_while_it_unpacks():
    content = bytearray(bomb())
    # Central directory and local header: 70 MB said to be 100 bytes.
    size = (70 << 20).to_bytes(4, "little")
    assert content.count(size) == 2
    lying = bytes(content).replace(size, (100).to_bytes(4, "little"))
    assert any(word in reason(lying) for word in ("解压后过大", "损坏"))


def test_a_million_empty_rows_are_no_rows():
    assert [row.number for row in sheet_of(endless()).rows] == [2]


def test_more_rows_than_are_wanted_are_refused():
    rows = [["用户名"], *([f"u{n}"] for n in range(6))]
    assert len(sheet_of(rows, most_rows=6).rows) == 6
    assert "超过 5 行" in reason(packed(workbook(*rows)), most_rows=5)


@pytest.mark.parametrize(
    ("reader", "cell", "found"),
    [
        (phone(40), "0543-3160000", "0543-3160000"),
        (phone(40), 13900000000.0, "13900000000"),
        (text(20), 371625000000.0, "371625000000"),
        (date, {"date": "2026-01-02"}, dt.date(2026, 1, 2)),
        *[
            (date, written, dt.date(2026, 1, 2))
            for written in ("2026-01-02", "2026/1/2", "2026年1月2日", "2026.1.2")
        ],
        (truth, "是", True),
        (truth, False, False),
    ],
)
def test_a_cell_is_read_as_its_column_wants(reader, cell, found):
    assert reader(cell) == found


@pytest.mark.parametrize(
    ("reader", "cell", "told", "advice"),
    [
        (phone(40), 5433160000.0, "开头的 0 可能丢了", "05433160000"),
        (phone(40), {"date": "2026-01-02"}, "读成了日期 2026-01-02", "文本"),
        (phone(40), "打电话", "不像电话", "0530"),
        (text(20), {"date": "2026-03-01"}, "读成了日期 2026-03-01", "文本"),
        (text(18), 113716000045678900.0, "15 位之后", "文本"),
        (text(3), "abcd", "最多 3 个字，现有 4 个", ""),
        (text(9), "a\u202eb", "看不见", ""),
        (text(9), "a\nb", "看不见", ""),
        (date, 46024.0, "不是日期", "2026-01-02"),
        (date, "2026-02-30", "不是日期", "2026-01-31"),
        (date, {"time": "2026-01-02 08:30:00"}, "不要时刻", "2026-01-02"),
        (truth, "也许", "是", "是"),
    ],
)
def test_what_excel_made_of_a_cell_is_named_and_not_repaired(reader, cell, told, advice):
    with pytest.raises(Wrong) as wrong:
        reader(cell)
    assert told in wrong.value.reason and advice in wrong.value.suggestion


def test_the_error_workbook_is_the_sheet_with_two_columns_more_and_not_one_formula():
    from openpyxl import load_workbook

    hostile = ['=HYPERLINK("http://evil.example")', "+1+1", "-2", "@SUM(1)", "\x01x"]
    rows = [(3, hostile), (7, ["b", "", "", "", ""])]
    header = ["用户名*", "姓名", "电话", "角色", "区划"]
    problems = [Problem(3, "用户名", "…", "只能用文字", "换一个"), Problem(3, "姓名", "…", "太长")]
    content = error_workbook(header, rows, problems)
    sheet = load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in sheet[1]] == [*header, "错误", "建议"]
    assert [cell.value for cell in sheet[3]][:4] == hostile[:4] and sheet["E3"].value == "�x"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert all(sheet.cell(3, at).quotePrefix for at in range(1, 5))
    assert sheet["F3"].value == "用户名：只能用文字；姓名：太长" and sheet["G3"].value == "用户名：换一个"
    assert sheet["A7"].value == "b" and sheet["F7"].value is None
    # It comes back as it is: the formula is text, and the two columns give way to the next two.
    assert sheet_of(error_workbook(header, [(2, ["_x0041_村"])], [])).rows[0].cells == ["_x0041_村"]
    again = sheet_of(content)
    assert again.rows[0].cells[0] == hostile[0]
    titles = [
        cell.value for cell in load_workbook(io.BytesIO(error_workbook(again.header, [], []))).active[1]
    ]
    assert titles == [*header, "错误", "建议"]
