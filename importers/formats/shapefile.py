"""Shapefile: several files of one name, in a zip or handed in together (ESRI Shapefile Technical Description, 1998).

The .dbf says nothing reliable about its encoding, so GDAL reads it one character a byte and the text is made of the
bytes here. The .prj is read by us, as text.
"""

import struct
from collections.abc import Mapping
from pathlib import Path

from geo.errors import BadInput
from importers.archive import Archive
from importers.declared_crs import NONE, declared_crs
from importers.handed import HandedFile
from importers.options import Options
from importers.parsers import decoding
from importers.reading import PARSERS, Reading, vector
from importers.recognise import SHAPE, SHAPEFILE_PARTS, Format
from importers.table import TableLayer

NEEDED = ("shp", "shx", "dbf")
# Indexes, metadata and styles that ArcGIS and QGIS put beside; not data.
BESIDE = {
    "sbn",
    "sbx",
    "qix",
    "fix",
    "xml",
    "qmd",
    "qml",
    "sld",
    "lyr",
    "lyrx",
    "cst",
    "atx",
    "ain",
    "aih",
    "qpj",
}
SHAPE_TYPES = {
    0: None,
    1: "Point",
    3: "LineString",
    5: "Polygon",
    8: "MultiPoint",
    11: "PointZ",
    13: "LineStringZ",
    15: "PolygonZ",
    18: "MultiPointZ",
    21: "PointM",
    23: "LineStringM",
    25: "PolygonM",
    28: "MultiPointM",
    31: "MultiPatch",
}
# Who wrote the language driver byte meant one of these by it; none of them is Chinese.
OTHER_DRIVERS = {0x01: "DOS", 0x02: "DOS", 0x03: "Windows ANSI", 0x57: "ANSI"}


def from_archive(archive: Archive, options: Options, scratch: Path) -> Reading:
    parts: dict[str, dict[str, HandedFile]] = {}
    aside = []
    chosen = _chosen_stem([(entry.stem, entry.extension) for entry in archive.entries], options)
    for entry in archive.entries:
        if entry.extension not in SHAPEFILE_PARTS:
            if entry.extension not in BESIDE:
                aside.append(entry.name)
            continue
        stem = entry.stem
        place = scratch / f"part.{entry.extension}"
        content = archive.unpack(entry, place) if stem == chosen else b""
        parts.setdefault(stem, {})[entry.extension] = HandedFile(entry.base, content)
    notes = [f"没有读取：{'、'.join(aside[:10])}"] if aside else []
    return _reading(parts, archive.file_name, chosen, notes, options)


def from_parts(files: list[HandedFile], options: Options) -> Reading:
    parts: dict[str, dict[str, HandedFile]] = {}
    aside = []
    for file in files:
        if file.extension in SHAPEFILE_PARTS:
            if file.extension in parts.setdefault(file.stem, {}):
                raise BadInput("file", f"{file.shown}：同名的文件传了两次")
            parts[file.stem][file.extension] = file
        elif file.extension not in BESIDE:
            aside.append(file.shown)
    if aside:
        raise BadInput("file", f"{'、'.join(aside)}：不是 Shapefile 的组成部分，请分开上传")
    chosen = _chosen_stem([(file.stem, file.extension) for file in files], options)
    return _reading(parts, f"{chosen}.shp", chosen, [], options)


def _chosen_stem(names: list[tuple[str, str]], options: Options) -> str:
    """The layer that was asked for, else the first with a main file, else of what there is."""
    stems = [stem for stem, extension in names if extension in NEEDED]
    if options.layer:
        if options.layer not in stems:
            raise BadInput("layer", f"没有图层“{options.layer}”")
        return options.layer
    return next((stem for stem, extension in names if extension == "shp"), stems[0] if stems else names[0][0])


def _reading(
    parts: Mapping[str, Mapping[str, HandedFile]],
    file_name: str,
    chosen: str,
    notes: list[str],
    options: Options,
) -> Reading:
    files = parts.get(chosen, {})
    missing = [f".{part}" for part in NEEDED if part not in files]
    if missing:
        raise BadInput(
            "file",
            f"{file_name}：图层“{chosen}”缺少 {'、'.join(missing)}，请把同名的 .shp .shx .dbf 一起打包",
        )
    count, geometry = _checked(files, file_name)
    code_page = files["cpg"].head(100).decode("latin-1").strip() if "cpg" in files else ""
    declared, codec = _declared(code_page, files["dbf"].head(32)[29])
    projection = _text(files["prj"].head(64 << 10)) if "prj" in files else ""
    if not projection:
        notes = [*notes, "没有 .prj，坐标系要由您选择"]
    layers = [
        TableLayer(stem, count if stem == chosen else None, geometry if stem == chosen else None)
        for stem, found in parts.items()
        if set(NEEDED) <= set(found)
    ]
    incomplete = [stem for stem, found in parts.items() if not set(NEEDED) <= set(found)]
    if incomplete:
        notes = [*notes, f"不完整的图层没有列出：{'、'.join(incomplete[:10])}"]
    return Reading(
        format=Format.SHAPEFILE,
        driver="ESRI Shapefile",
        script=PARSERS / "vector.py",
        source={f"layer.{part}": files[part].rewound() for part in NEEDED},
        file_name=file_name,
        arguments=vector(
            "ESRI Shapefile",
            "layer.shp",
            layer="layer",
            tunnel=True,
            declared=codec,
            chosen=options.encoding,
            record_numbers=True,
        ),
        layer=chosen,
        layers=layers,
        declared=declared,
        crs=declared_crs(projection, ".prj") if projection else NONE,
        notes=notes,
    )


def _declared(code_page: str, language_driver: int) -> tuple[str | None, str | None]:
    """What .cpg or the header of the .dbf says, and the codec that is meant by it."""
    if code_page:
        return f".cpg 写的是 {code_page[:20]}", decoding.named(code_page)
    if language_driver in decoding.LANGUAGE_DRIVERS:
        return f".dbf 头写的是 0x{language_driver:02X}", decoding.LANGUAGE_DRIVERS[language_driver]
    if language_driver:
        return f".dbf 头写的是 0x{language_driver:02X}（{OTHER_DRIVERS.get(language_driver, '其他')}）", None
    return None, None


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return raw.decode("gb18030", "ignore").strip()


def _checked(files: Mapping[str, HandedFile], name: str) -> tuple[int, str | None]:
    """Number of records and the geometry type; the three files must agree, or one of them belongs elsewhere."""
    broken = f"{name}：Shapefile 不完整"
    main, index, table = files["shp"], files["shx"], files["dbf"]
    for file, part in ((main, ".shp"), (index, ".shx")):
        head = file.head(100)
        if len(head) < 100 or not head.startswith(SHAPE) or struct.unpack_from("<i", head, 28)[0] != 1000:
            raise BadInput("file", f"{broken}，{part} 不是 Shapefile 的文件")
        if struct.unpack_from(">i", head, 24)[0] * 2 != file.size:
            raise BadInput("file", f"{broken}，{part} 的长度与文件头所写不符")
    (kind,) = struct.unpack_from("<i", main.head(100), 32)
    if kind not in SHAPE_TYPES:
        raise BadInput("file", f"{broken}，图形类型 {kind} 不存在")
    head = table.head(32)
    if len(head) < 32:
        raise BadInput("file", f"{broken}，.dbf 没有表头")
    records, header_bytes, record_bytes = struct.unpack_from("<IHH", head, 4)
    if header_bytes < 33 or record_bytes < 1 or header_bytes + records * record_bytes > table.size:
        raise BadInput("file", f"{broken}，.dbf 比表头所写的短")
    shapes = (index.size - 100) // 8
    if shapes != records:
        raise BadInput("file", f"{broken}，图形有 {shapes} 个，属性有 {records} 行，两者不是一套")
    return records, SHAPE_TYPES[kind]
