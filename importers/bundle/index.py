"""The index of a bundle: a row is one file. Every fault of every cell at once."""

from typing import IO

from geo.errors import BadInput
from importers.cases.approval import number
from importers.cells import Wrong, date, one_of, shown, text
from importers.columns import Column, Record
from importers.mapping import guess
from importers.report import Problem
from importers.sheet import read_sheet
from layers.land.catalogue import Audience
from layers.land.models import DocumentKind

MOST_ROWS = 1_000
AUDIENCES = {str(label): value for value, label in Audience.choices} | {
    "公开": Audience.PUBLIC.value, "社会公开": Audience.PUBLIC.value, "全社会": Audience.PUBLIC.value,
    "村内": Audience.VILLAGE.value, "村内公示": Audience.VILLAGE.value, "当事人": Audience.PARTY.value,
}  # fmt: skip


def columns() -> tuple[Column, ...]:
    """The kinds are rows that staff may edit."""
    kinds = {
        word: code for code, name in DocumentKind.objects.values_list("code", "name") for word in (code, name)
    }
    return (
        Column("case", "案件", text(160), True, help="案件的 9 位编号、名称或批复文号",
               synonyms=("案件编号", "项目名称", "批次名称", "案件名称")),
        Column("file", "文件名", text(200), help="压缩包里的文件名，连扩展名；不写就按文号找",
               synonyms=("文件", "附件", "附件名", "文件名称")),
        Column("doc_no", "文号", number(), synonyms=("文件文号", "发文字号", "文件号")),
        Column("kind", "种类", one_of(kinds), True, help="文件种类的名称", synonyms=("文件种类", "类型", "文件类型", "类别")),
        Column("title", "标题", text(200), help="不写就用文件名", synonyms=("文件标题", "题名")),
        Column("issued_on", "日期", date, synonyms=("发文日期", "成文日期", "文件日期")),
        Column("audience", "公开范围", one_of(AUDIENCES), True, help="向全社会公开、只在村内公示或只给当事人",
               synonyms=("公开对象", "范围")),
    )  # fmt: skip


def read_index(content: IO[bytes], size: int, file_name: str) -> tuple[list[Record], list[Problem]]:
    """The rows, with what is wrong with them. Raises BadInput for what is no sheet or lacks a column."""
    sheet = read_sheet(content, size, file_name, most_rows=MOST_ROWS)
    wanted = columns()
    mapping = guess(sheet.header, wanted)
    missing = [one.title for one in wanted if one.required and one.name not in mapping]
    if not {"file", "doc_no"} & set(mapping):
        missing.append("文件名")
    if missing:
        raise BadInput("index", f"{file_name}：缺少列：{'、'.join(missing)}")
    places = {name: sheet.header.index(title) for name, title in mapping.items()}
    records = []
    for row in sheet.rows:
        cells = {name: row.cells[at] for name, at in places.items() if at < len(row.cells)}
        record = Record(row.number, cells)
        for column in wanted:
            _read(record, column)
        if not record.problems and not (record.values["file"] or record.values["doc_no"]):
            record.fault(wanted[1], "文件名和文号都没有写", "写压缩包里的文件名")
        records.append(record)
    if not records:
        raise BadInput("index", f"{file_name}：没有行")
    return records, [problem for record in records for problem in record.problems]


def _read(record: Record, column: Column) -> None:
    cell = record.cells.get(column.name, "")
    record.values[column.name] = None
    if shown(cell) == "":
        if column.required:
            record.fault(column, f"请填写{column.title}", column.help)
        return
    try:
        record.values[column.name] = column.read(cell)
    except Wrong as wrong:
        record.fault(column, wrong.reason, wrong.suggestion)
