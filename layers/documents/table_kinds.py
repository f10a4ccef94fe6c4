"""Spreadsheets, known by their content. A renamed .xlsm is a workbook with a program in it, whatever it is called."""

import lzma
import re
import struct
import zipfile
import zlib
from typing import IO

from layers.documents.kinds import Kind

MOST_PARTS = 500
MOST_UNPACKED_BYTES = 60 << 20
# Excel's binary macros, sheets of macros of Excel 4, ActiveX controls, embedded objects, OpenOffice Basic.
PROGRAM = re.compile(r"vbaProject|macrosheets/|activeX/|embeddings/|^Basic/|^Scripts/")
# Packed in the same way; told apart by their first part.
OTHER = {
    "word/document.xml": "是 Word 文件，请另存为 PDF 后再传",
    "ppt/presentation.xml": "是演示文稿，请另存为 PDF 后再传",
}
MACRO_TYPE = b"macroEnabled"
# zipfile lets out whatever its decompressors and unpackers of numbers raise.
BROKEN = (
    zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, RuntimeError, struct.error, zlib.error,
    lzma.LZMAError,
)  # fmt: skip


def _zip_fault(content: IO[bytes], title: str, wanted: str) -> str | None:
    """Looks at the list of parts alone; nothing is unpacked but the short list of their types."""
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if OTHER.keys() & names:
                return next(said for name, said in OTHER.items() if name in names)
            if any(name.lower().endswith(".shp") for name in names):
                return "是地理数据，请用数据导入发布"
            if wanted not in names:
                return f"不是完整的 {title} 表格"
            if any(part.flag_bits & 1 for part in parts):
                return "表格设有密码，请去掉密码后再传"
            # A zip that says so little of itself and unpacks to so much is made to fill the machine.
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
                return "表格解压后过大，请只留要导入的一张表"
            if any(PROGRAM.search(name) for name in names) or _has_macro_type(archive, names):
                return f"表格里有宏或嵌入的程序，请另存为不带宏的 .{title.lower()[:4]} 后再传"
    except BROKEN:
        return f"不是完整的 {title} 表格"
    return None


def _has_macro_type(archive: zipfile.ZipFile, names: set[str]) -> bool:
    if "[Content_Types].xml" not in names:
        return False
    with archive.open("[Content_Types].xml") as types:
        return MACRO_TYPE in types.read(1 << 20)


def _xlsx_fault(content: IO[bytes], size: int) -> str | None:
    return _zip_fault(content, "XLSX", "xl/workbook.xml")


def _ods_fault(content: IO[bytes], size: int) -> str | None:
    return _zip_fault(content, "ODS", "content.xml")


def _starts_ods(head: bytes) -> bool:
    # OpenDocument 1.3 part 2, 3.3: the media type is the first part and is not packed.
    return (
        head.startswith(b"PK\x03\x04")
        and b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in head[:120]
    )


ODS = Kind("application/vnd.oasis.opendocument.spreadsheet", "ODS", ("ods",), _starts_ods, _ods_fault)
XLSX = Kind(
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "XLSX",
    ("xlsx",),
    lambda head: head.startswith(b"PK\x03\x04") and not head[30:].startswith(b"mimetype"),
    _xlsx_fault,
)
# A compound file: Excel 97 to 2003, but also a Word file or a new workbook with a password. The parser tells.
XLS = Kind(
    "application/vnd.ms-excel",
    "XLS",
    ("xls",),
    lambda head: head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    lambda content, size: None,
)
SHEETS = (XLSX, XLS, ODS)
