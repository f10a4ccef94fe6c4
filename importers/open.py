"""The one safe door: a file that somebody handed in becomes a Table, whatever its format.

    with open_table([HandedFile("地块.zip", path)]) as table:
        for batch in table.batches():
            ...

The format is found by content (importers.recognise), then exactly one driver or parser reads it, in the sandboxed
child of layers.documents. The rows come as a stream: neither this process nor the child ever holds the file.
"""

import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from geo.errors import BadInput
from importers.archive import Archive
from importers.formats import packed, shapefile
from importers.formats.single import READERS
from importers.formats.spreadsheet import open_sheet
from importers.handed import HandedFile
from importers.options import Options
from importers.reading import PARSERS, REASONS, Reading
from importers.recognise import SHAPEFILE_PARTS, Format, recognise
from importers.table import Batch, Encoding, Field, Table, TableLayer, batch_of
from layers.documents import sandbox

NOTES = {
    "network_link": "文件里有网络链接（NetworkLink），没有去取，只读了文件自带的内容",
    "overlay": "文件里有叠加图片（Overlay），没有读取",
}
DELIMITERS = (",", "\t", ";", "|", " ")
ENCODINGS = ("utf-8", "gb18030", "big5hkscs")


@contextmanager
def open_table(files: HandedFile | Sequence[HandedFile], options: Options | None = None) -> Iterator[Table]:
    """One layer of what was handed in; several files only as the loose parts of one shapefile.

    Raises BadInput (file, layer, encoding or a field) in Chinese, with the file's name, for whatever is no sound file
    of a known format. Leaving the block ends the child, whether all was read or not.
    """
    options = options or Options()
    if options.encoding is not None and options.encoding not in ENCODINGS:
        raise BadInput("encoding", "没有这种编码")
    if options.delimiter is not None and options.delimiter not in DELIMITERS:
        raise BadInput("delimiter", "分隔符应为逗号、制表符、分号、竖线或空格")
    handed = [files] if isinstance(files, HandedFile) else list(files)
    if not handed:
        raise BadInput("file", "没有文件")
    for file in handed:
        file.shown  # noqa: B018 - a name that hides something is refused before anything is read
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(TemporaryDirectory(prefix="cuntu-unpack-")))
        opened = _prepared(handed, options, scratch)
        if isinstance(opened, Table):
            yield opened
            return
        frames = stack.enter_context(closing(_frames(opened)))
        yield _table(opened, frames)


def preview_encodings(
    files: HandedFile | Sequence[HandedFile], options: Options | None = None
) -> dict[str, list[list[str | None]]]:
    """Up to five rows with text that is not ASCII, as each candidate encoding reads them; None for a broken cell."""
    with open_table(files, options) as table:
        return table.encoding.previews


def _prepared(handed: list[HandedFile], options: Options, scratch: Path) -> Reading | Table:
    if len(handed) > 1 or handed[0].extension in SHAPEFILE_PARTS - {"prj", "cpg"}:
        if not any(file.extension in SHAPEFILE_PARTS for file in handed):
            raise BadInput("file", "一次只收一个文件；Shapefile 的几个文件可以一起传")
        if (
            recognise(next((file for file in handed if file.extension == "shp"), handed[0]))
            is Format.SHAPEFILE
        ):
            return shapefile.from_parts(handed, options)
    (file,) = handed[:1]
    format = recognise(file)
    if format is Format.SHAPEFILE:
        return shapefile.from_parts(handed, options)
    if format is Format.SHEET:
        return open_sheet(file, options)
    if format is Format.ZIP:
        archive = Archive(file.open(), file.shown, most_bytes=packed.MOST_UNPACKED_BYTES)
        if packed.is_workbook(archive):
            return open_sheet(file, options)
        return packed.from_archive(archive, options, scratch)
    return READERS[format](file, options)


def _frames(reading: Reading) -> Generator[tuple[str, bytes], None, None]:
    arguments = dict(reading.arguments)
    if "driver" in arguments:
        arguments["skip"] = [name for name in all_drivers() if name != reading.driver]
    row: int | None = None
    stream = sandbox.stream(
        reading.script,
        reading.source,
        name=reading.file_name,
        arguments=arguments,
        reasons=REASONS,
        limits=reading.limits,
        modules=reading.modules,
    )
    try:
        with closing(stream):
            for name, frame in stream:
                if name == "at":
                    row = _row(frame)
                else:
                    yield name, frame
    except BadInput as error:
        if row is None:
            raise
        raise BadInput(error.parameter, f"{error.message}（第 {row} 行附近）") from error


def _row(frame: bytes) -> int | None:
    try:
        row = json.loads(frame)["row"]
    except (ValueError, TypeError, KeyError):
        return None
    return row if isinstance(row, int) else None


def _table(reading: Reading, frames: Iterator[tuple[str, bytes]]) -> Table:
    broken = BadInput("file", f"{reading.file_name}：文件损坏，无法读取")
    kind, frame = next(frames, ("", b""))
    if kind != "table":
        raise broken
    try:
        told = orjson.loads(frame)
        fields = [
            Field(one, "text") if isinstance(one, str) else Field(str(one["name"]), str(one["type"]))
            for one in told["fields"]
        ]
        layers = reading.layers or [TableLayer(**one) for one in told.get("layers", ())]
        layer = reading.layer or str(told.get("layer", ""))
        encoding = _encoding(told.get("encoding"), reading.declared)
        crs = reading.crs_of(str(told.get("crs", "")))
        notes = [*reading.notes, *(NOTES[code] for code in told.get("notes", ()))]
        if told.get("binary"):
            notes.append(f"二进制字段没有读取：{'、'.join(map(str, told['binary'][:10]))}")
        geometry = told.get("geometry") or ("Unknown" if told.get("coordinate_fields") else None)
        coordinate_fields = [str(one) for one in told.get("coordinate_fields", ())]
    except (ValueError, TypeError, KeyError) as error:
        raise broken from error
    names = [field.name for field in fields]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise BadInput("file", f"{reading.file_name}：有重复的列名“{twice}”")
    layers = layers or [TableLayer(layer)]
    count = next((one.count for one in layers if one.name == layer), None)
    if len(layers) > 1:
        notes.append(f"文件里有 {len(layers)} 个图层，这里读的是“{layer}”")
    return Table(
        format=reading.format,
        driver=reading.driver,
        file_name=reading.file_name,
        layer=layer,
        layers=layers,
        fields=fields,
        encoding=encoding,
        crs=crs,
        count=count,
        geometry_types=[str(geometry)] if geometry else [],
        coordinate_fields=coordinate_fields,
        notes=notes,
        _batches=_batches(frames, fields, encoding.name, reading, notes, count),
    )


def _batches(
    frames: Iterator[tuple[str, bytes]],
    fields: list[Field],
    encoding: str,
    reading: Reading,
    notes: list[str],
    count: int | None,
) -> Iterator[Batch]:
    ended, read = False, 0
    for name, frame in frames:
        if name == "batch":
            batch = batch_of(frame, fields, encoding, reading.file_name)
            read += len(batch)
            yield batch
        elif name == "end":
            ended = True
            if orjson.loads(frame).get("cut"):
                notes.append("高程（Z）或量测值（M）没有读取，只取平面坐标")
    if not ended:
        raise BadInput("file", f"{reading.file_name}：文件损坏，无法读完")
    # A page of the database that is broken ends GDAL's reading as if the table were at its end.
    if count is not None and reading.counted and read != count:
        raise BadInput("file", f"{reading.file_name}：文件损坏，应有 {count} 行，只读出 {read} 行")


def _encoding(told: dict[str, Any] | None, declared: str | None) -> Encoding:
    if told is None:
        return Encoding("utf-8", why="此格式规定为 UTF-8")
    name, failing, cells = str(told["name"]), told["failing"], int(told["cells"])
    declared = declared or told.get("declared")
    if not cells:
        why = f"{declared}" if declared else "全部是半角字符"
    else:
        wrong = {one: int(count) for one, count in failing.items()}
        why = f"含汉字的 {cells} 处中，" + "，".join(
            f"按 {one.upper()} 读不出 {count} 处" for one, count in wrong.items()
        )
        why = f"{declared}；{why}" if declared else why
    return Encoding(
        name, declared, why, bool(told["lies"]), bool(told["certain"]), previews=dict(told["previews"])
    )


@cache
def all_drivers() -> tuple[str, ...]:
    """Every driver of GDAL here, asked once in the sandbox; all but one are skipped at each opening."""
    away = dict.fromkeys(("broken", "memory", "timeout"), "无法启动，请联系管理员")
    emitted = sandbox.run(PARSERS / "drivers.py", b"", name="读取程序", reasons=away)
    return tuple(str(name) for name in json.loads(emitted["drivers"]))
