"""A spreadsheet that somebody handed in, as rows with the numbers that Excel shows beside them.

What it holds is told as it is: a number stays a number, a date a date. What a column wants of them, importers.cells says.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from geo.errors import BadInput
from layers.documents import sandbox
from layers.documents.kinds import decide
from layers.documents.store import clean_file_name
from layers.documents.table_kinds import SHEETS

PARSER = Path(__file__).parent / "parsers/sheet.py"
MOST_BYTES = 5 << 20
MOST_ROWS = 2_000
MOST_COLUMNS = 60
# A workbook of a million empty rows takes its seconds; an honest one of 2,000 rows a tenth of one.
LIMITS = sandbox.Limits(memory_bytes=1 << 30, cpu_s=15, wall_s=20, output_bytes=16 << 20)

REASONS = {
    "encrypted": "表格设有密码，请去掉密码后再传",
    "hidden": "所有工作表都是隐藏的",
    "merged": "有合并的单元格，请取消合并，每一格各写各的",
    "empty": "表格是空的",
    "formula": "单元格里有公式，请复制后“选择性粘贴—数值”再传",
    "bomb": "表格解压后过大，请只留要导入的一张表",
    "columns": f"超过 {MOST_COLUMNS} 列，请用下载的模板",
    "rows": f"超过 {MOST_ROWS} 行，请分成几个文件",
    "broken": "不是 Excel 或 WPS 表格，或文件已损坏",
}

# Text, number, truth, or {"date": …} and {"time": …}.
Cell = Any


@dataclass(frozen=True)
class Row:
    """``number`` as Excel counts, from 1. Cells after the last one that is filled are not there."""

    number: int
    cells: list[Cell]


@dataclass(frozen=True)
class Sheet:
    """The header and what is below it, of the first sheet that is not hidden; no row of it is empty. ``others`` are the
    names of the sheets that were not read, hidden ones among them."""

    name: str
    header: list[str]
    rows: list[Row]
    file_name: str = ""
    others: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> "Sheet":
        """What ``as_json`` gave."""
        return cls(**given | {"rows": [Row(**row) for row in given["rows"]]})


def read_sheet(content: IO[bytes], size: int, file_name: str, *, most_rows: int = MOST_ROWS) -> Sheet:
    """Raises BadInput("file"), in Chinese and with the file's name, for whatever is no plain sheet of that size."""
    name = clean_file_name(file_name)
    if not 0 < size <= MOST_BYTES:
        raise BadInput("file", f"{name}：应为 1 字节到 {MOST_BYTES >> 20} MB")
    kind = decide(content, size, name, SHEETS)
    content.seek(0)
    arguments = {"extension": kind.extension, "most_rows": most_rows, "most_columns": MOST_COLUMNS}
    reasons = {**REASONS, "rows": f"超过 {most_rows} 行，请分成几个文件"}
    emitted = sandbox.run(PARSER, content, name=name, arguments=arguments, reasons=reasons, limits=LIMITS)
    rows = [Row(*json.loads(line)) for line in emitted["rows"].decode().split("\n") if line]
    if not rows:
        raise BadInput("file", f"{name}：{REASONS['empty']}")
    header = [cell if isinstance(cell, str) else "" for cell in rows[0].cells]
    others = [str(other) for other in json.loads(emitted["others"])]
    return Sheet(emitted["name"].decode(), header, rows[1:], name, others)
