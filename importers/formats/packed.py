"""What a zip holds: a shapefile, a file geodatabase, a KMZ, a workbook, or one single file."""

import re
from pathlib import Path

from geo.errors import BadInput
from importers.archive import Archive, Entry
from importers.formats import shapefile
from importers.formats.single import READERS
from importers.handed import HandedFile
from importers.options import Options
from importers.reading import PARSERS, WHOLE, Reading, vector
from importers.recognise import REFUSED, Format, recognise

MOST_UNPACKED_BYTES = 4 << 30
MOST_GEODATABASE_BYTES = 500 << 20
# The tables of a file geodatabase; its indexes are not needed, and locks are nobody's business.
GEODATABASE = re.compile(r"a[0-9a-f]{8}\.(gdbtable|gdbtablx|gdbindexes|freelist|spx|horizon)|gdb|timestamps")
BY_EXTENSION = {"gpkg", "geojson", "json", "kml", "dxf", "csv", "tsv", "txt"}
REFUSED_EXTENSIONS = {
    "dwg": "DWG",
    "mdb": "MDB",
    "accdb": "MDB",
    "gml": "GML",
    "tab": "MapInfo",
    "mif": "MapInfo",
}
REFUSED_EXTENSIONS |= dict.fromkeys(("wt", "wl", "wp", "mpj"), "MapGIS")


def is_workbook(archive: Archive) -> bool:
    names = {entry.name for entry in archive.entries}
    return (
        "xl/workbook.xml" in names or {"mimetype", "content.xml"} <= names or "[Content_Types].xml" in names
    )


def from_archive(archive: Archive, options: Options, scratch: Path) -> Reading:
    """Which of them it is, by the names of the entries; what each then holds, its reader looks at."""
    reading = _from_archive(archive, options, scratch)
    if archive.junk:
        reading.notes.append(f"没有读取系统自带的文件 {len(archive.junk)} 个（如 {archive.junk[0][:40]}）")
    return reading


def _from_archive(archive: Archive, options: Options, scratch: Path) -> Reading:
    entries = archive.entries
    if not entries:
        raise BadInput("file", f"{archive.file_name}：压缩包是空的")
    tables = [entry for entry in entries if entry.extension == "gdbtable"]
    if tables:
        return _geodatabase(archive, tables, options, scratch)
    if any(entry.extension in ("shp", "shx", "dbf") for entry in entries):
        return shapefile.from_archive(archive, options, scratch)
    kmls = [entry for entry in entries if entry.extension == "kml"]
    singles = kmls or [entry for entry in entries if entry.extension in BY_EXTENSION]
    if len(singles) == 1:
        return _single(archive, singles[0], options, scratch)
    if singles:
        names = "、".join(entry.name for entry in singles[:5])
        raise BadInput("file", f"{archive.file_name}：压缩包里有几份数据（{names}），请分开上传")
    for entry in entries:
        if entry.extension in REFUSED_EXTENSIONS:
            raise BadInput("file", f"{entry.base}：{REFUSED[REFUSED_EXTENSIONS[entry.extension]]}")
    names = "、".join(entry.name for entry in entries[:5])
    raise BadInput("file", f"{archive.file_name}：压缩包里没有能读的数据（有 {names}）")


def _single(archive: Archive, entry: Entry, options: Options, scratch: Path) -> Reading:
    file = HandedFile(entry.base, archive.unpack(entry, scratch / "single"))
    format = recognise(file)
    if format not in READERS:
        raise BadInput("file", f"{archive.file_name}：“{entry.name}”的内容与名称不符")
    reading = READERS[format](file, options)
    reading.file_name = archive.file_name
    aside = [other.name for other in archive.entries if other is not entry]
    if aside:
        reading.notes.append(f"没有读取：{'、'.join(aside[:10])}")
    return reading


def _geodatabase(archive: Archive, tables: list[Entry], options: Options, scratch: Path) -> Reading:
    folders = {entry.name.rpartition("/")[0] for entry in tables}
    if len(folders) > 1:
        raise BadInput("file", f"{archive.file_name}：压缩包里有几个 .gdb，请分开上传")
    (folder,) = folders
    if not folder.lower().endswith(".gdb"):
        raise BadInput("file", f"{archive.file_name}：请把整个 .gdb 文件夹一起压缩")
    inside = [entry for entry in archive.entries if entry.name.rpartition("/")[0] == folder]
    wanted = [entry for entry in inside if GEODATABASE.fullmatch(entry.base)]
    if sum(entry.size for entry in wanted) > MOST_GEODATABASE_BYTES:
        raise BadInput(
            "file",
            f"{archive.file_name}：File Geodatabase 解压后超过 {MOST_GEODATABASE_BYTES >> 20} MB，请转成 GeoPackage 再传",
        )
    return Reading(
        format=Format.FILE_GEODATABASE,
        driver="OpenFileGDB",
        script=PARSERS / "vector.py",
        source={f"layer.gdb/{entry.base}": archive.unpack(entry, scratch / entry.base) for entry in wanted},
        file_name=archive.file_name,
        arguments=vector("OpenFileGDB", "layer.gdb", layer=options.layer),
        limits=WHOLE,
        crs_source="File Geodatabase",
    )
