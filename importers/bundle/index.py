"""The index of a bundle: a row is one file. Every fault of every cell at once."""

from pathlib import Path
from typing import IO

from geo.errors import BadInput
from importers.archive import Archive, Entry
from importers.cases.approval import number
from importers.cells import Wrong, date, one_of, shown, text
from importers.columns import MARK, SAMPLE, Column, Record
from importers.mapping import guess
from importers.report import Problem
from importers.sheet import Sheet, read_sheet
from layers.documents.store import max_bytes
from layers.land.catalogue import Audience
from layers.land.models import DocumentKind

MOST_ROWS = 1_000
INDEXES = ("xlsx", "xls", "ods")
AUDIENCES = {str(label): value for value, label in Audience.choices} | {
    "公开": Audience.PUBLIC.value, "社会公开": Audience.PUBLIC.value, "全社会": Audience.PUBLIC.value,
    "村内": Audience.VILLAGE.value, "村内公示": Audience.VILLAGE.value, "当事人": Audience.PARTY.value,
}  # fmt: skip


def columns() -> tuple[Column, ...]:
    """The kinds are rows that staff may edit."""
    rows = list(DocumentKind.objects.order_by("sort_key").values_list("code", "name"))
    audiences = tuple(map(str, Audience.labels))
    kinds, names = {word: code for code, name in rows for word in (code, name)}, [name for _, name in rows]
    return (
        Column("case", "案件", text(160), True, help="案件的 9 位编号、名称或批复文号", width=32,
               synonyms=("案件编号", "项目名称", "批次名称", "案件名称")),
        Column("file", "文件名", text(200), help="压缩包里的文件名，连扩展名；不写就按文号找", width=32,
               synonyms=("文件", "附件", "附件名", "文件名称")),
        Column("doc_no", "文号", number(), synonyms=("文件文号", "发文字号", "文件号")),
        Column("kind", "种类", one_of(kinds, "写种类的名称，模板的下拉列表里有"), True, help="文件种类的名称", width=24,
               options=tuple(names), synonyms=("文件种类", "类型", "文件类型", "类别")),
        Column("title", "标题", text(200), help="不写就用文件名", synonyms=("文件标题", "题名")),
        Column("issued_on", "日期", date, synonyms=("发文日期", "成文日期", "文件日期")),
        Column("audience", "公开范围", one_of(AUDIENCES, "、".join(audiences)), True, options=audiences,
               help="向全社会公开、只在村内公示或只给当事人", synonyms=("公开对象", "范围")),
    )  # fmt: skip


def index_of(
    archive: Archive, index: tuple[IO[bytes], str] | None, folder: Path
) -> tuple[Sheet, list[Entry]]:
    """The index, and the files beside it; ``folder`` is a place of ours. Raises BadInput."""
    if index is not None:
        content, name = index
        size = content.seek(0, 2)
        content.seek(0)
        return read_sheet(content, size, name, most_rows=MOST_ROWS), archive.entries
    sheets = [entry for entry in archive.entries if entry.extension in INDEXES]
    if len(sheets) != 1:
        why = "有几个表格" if sheets else "没有索引表"
        raise BadInput(
            "file", f"{archive.file_name}：压缩包里{why}，请把索引表和压缩包一起选（命令行用 --index）"
        )
    if sheets[0].size > max_bytes():
        raise BadInput("file", f"{sheets[0].name}：超过 {max_bytes() >> 20} MB")
    path = archive.unpack(sheets[0], folder / "index")
    with path.open("rb") as opened:
        sheet = read_sheet(opened, sheets[0].size, sheets[0].base, most_rows=MOST_ROWS)
    return sheet, [entry for entry in archive.entries if entry is not sheets[0]]


def without_former(files: list[Entry], records: list[Record]) -> tuple[list[Entry], list[str]]:
    """An index that is handed in beside the zip takes the place of the one in it: the files without that one, its name."""
    named = {record.values["file"] for record in records}
    former = [one for one in files if one.extension in INDEXES and not {one.name, one.base} & named]
    if len(former) != 1:
        return files, []
    return [entry for entry in files if entry is not former[0]], [former[0].name]


def read_index(sheet: Sheet) -> tuple[list[Record], list[Problem]]:
    """The rows, with what is wrong with them; the example of the template is none. Raises BadInput for a sheet that
    lacks a column or has no row."""
    wanted = columns()
    mapping = guess(sheet.header, wanted)
    missing = [one.title for one in wanted if one.required and one.name not in mapping]
    if not {"file", "doc_no"} & set(mapping):
        missing.append("文件名")
    if missing:
        raise BadInput("index", f"{sheet.file_name}：缺少列：{'、'.join(missing)}")
    places = {name: sheet.header.index(title) for name, title in mapping.items()}
    mark = sheet.header.index(MARK) if MARK in sheet.header else None
    records = []
    for row in sheet.rows:
        if mark is not None and row.cells[mark : mark + 1] == [SAMPLE]:
            continue
        cells = {name: row.cells[at] for name, at in places.items() if at < len(row.cells)}
        record = Record(row.number, cells)
        for column in wanted:
            _read(record, column)
        if not record.problems and not (record.values["file"] or record.values["doc_no"]):
            record.fault(wanted[1], "文件名和文号都没有写", "写压缩包里的文件名")
        records.append(record)
    if not records:
        raise BadInput("index", f"{sheet.file_name}：没有行")
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
