"""Which format it is, by its content alone; and what is not taken, by its name and with the way to convert it.

An extension says nothing: GDAL read a file called x.geojson that was a virtual data set, and with it another file of
the server. Only the format that is found here is then asked for, by its one driver.
"""

import re
from enum import StrEnum

import puremagic

from geo.errors import BadInput
from importers.handed import HandedFile
from layers.documents.kinds import KINDS

HEAD_BYTES = 64 << 10


class Format(StrEnum):
    """The value is what people call it."""

    SHAPEFILE = "Shapefile"
    GEOPACKAGE = "GeoPackage"
    FILE_GEODATABASE = "File Geodatabase"
    GEOJSON = "GeoJSON"
    KML = "KML"
    CSV = "CSV"
    SHEET = "电子表格"
    DXF = "DXF"
    ZIP = "ZIP"


QGIS = "请在 QGIS 中打开后“导出—另存为”GeoPackage 或 Shapefile 再传"
ARCGIS = "请在 ArcGIS 中“导出数据”为 Shapefile 或 File Geodatabase 再传"
REFUSED = {
    "GML": f"GML 不在接收的格式之内（它会引用外部网址）。{QGIS}",
    "DWG": "DWG 是 AutoCAD 的内部格式，读不了。请在 AutoCAD 或中望 CAD 中“另存为”DXF（2010 版，文本）再传",
    "二进制 DXF": "二进制 DXF 读不了。请“另存为”文本格式的 DXF 再传",
    "MDB": f"MDB / 个人地理数据库是 Access 文件，读不了。{ARCGIS}",
    "MapGIS": "MapGIS 的 WT / WL / WP 与工程文件读不了。请在 MapGIS“文件转换”中输出为 Shapefile 再传",
    "MapInfo": f"MapInfo 的 TAB / MIF 不在接收的格式之内。{QGIS}",
    "VRT": f"这是 GDAL 虚拟数据集，只有指向别处的引用，没有数据。{QGIS}",
    "SQLite": f"是 SQLite 数据库，但不是 GeoPackage。{QGIS}",
    "网页": "这是网页，不是数据文件",
    "OpenStreetMap": f"OSM 数据不在接收的格式之内。{QGIS}",
    "GPX": f"GPX 不在接收的格式之内。{QGIS}",
    "XML": "是 XML，但不是 KML",
    "SVG": "SVG 是图片，没有坐标",
    "RAR / 7Z": "只收 ZIP 压缩包，请解开后用系统自带的“压缩”重新打包",
    "勘测定界坐标": "这是勘测定界坐标文件（TXT），请从“勘测定界坐标”入口导入",
    "DTD": "XML 里有 <!DOCTYPE 声明，不予读取",
}
MAPGIS_EXTENSIONS = {"wt", "wl", "wp", "mpj", "mpb", "wat", "wap"}
SHAPEFILE_PARTS = {"shp", "shx", "dbf", "prj", "cpg"}
# A main or index file of a shapefile begins with 9994, big-endian.
SHAPE = b"\x00\x00\x27\x0a"
XML_ROOT = re.compile(rb"<(?![?!])(?:\w+:)?(\w+)")
# [地块坐标] and [属性描述] head the survey's exchange file; in GBK, UTF-8 and UTF-16.
SURVEY = [
    f"[{mark}]".encode(encoding)
    for mark in ("属性描述", "地块坐标")
    for encoding in ("utf-8", "gb18030", "utf-16-le")
]
DXF = re.compile(rb"(?:\s*999\r?\n[^\n]*\n)*\s*0\r?\n\s*SECTION\b")


def recognise(file: HandedFile) -> Format:
    """Raises BadInput("file") that names the file and says what it is, when it is nothing that is taken here."""
    head = file.head(HEAD_BYTES)
    if not head:
        raise BadInput("file", f"{file.shown}：是空文件")
    if file.extension in MAPGIS_EXTENSIONS or head.startswith(b"WMAP"):
        raise refused(file, "MapGIS")
    return _by_signature(file, head) or _by_text(file, head)


def refused(file: HandedFile, what: str) -> BadInput:
    return BadInput("file", f"{file.shown}：{REFUSED[what]}")


def _by_signature(file: HandedFile, head: bytes) -> Format | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Format.ZIP
    if head.startswith(SHAPE):
        return Format.SHAPEFILE
    if head.startswith(b"SQLite format 3\0"):
        if head[68:72] not in (b"GPKG", b"GP10", b"GP11"):
            raise refused(file, "SQLite")
        return Format.GEOPACKAGE
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Format.SHEET
    if head.startswith(b"AutoCAD Binary DXF"):
        raise refused(file, "二进制 DXF")
    if re.match(rb"AC1\d{3}[\0\r]?", head) and b"\0" in head[:64]:
        raise refused(file, "DWG")
    if head[4:19] in (b"Standard Jet DB", b"Standard ACE DB"):
        raise refused(file, "MDB")
    if head.startswith((b"Rar!\x1a", b"7z\xbc\xaf\x27\x1c")):
        raise refused(file, "RAR / 7Z")
    return None


def _by_text(file: HandedFile, head: bytes) -> Format:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if any(mark in head for mark in SURVEY):
        raise refused(file, "勘测定界坐标")
    if text.startswith(b"<"):
        return _by_root(file, text)
    if text.startswith((b"{", b"[")):
        return Format.GEOJSON
    if DXF.match(text):
        return Format.DXF
    if re.match(rb"(?i)!table|version\s+\d{3}\s*\r?\n\s*charset", text):
        raise refused(file, "MapInfo")
    if file.extension in SHAPEFILE_PARTS - {"shp"}:
        return Format.SHAPEFILE  # its main file is missing, which is said there
    if document := next((kind for kind in KINDS if kind.starts(head)), None):
        raise BadInput("file", f"{file.shown}：内容是 {document.title}，这里不收")
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if (b"\0" in head and not utf16) or b"\n" not in head.replace(b"\r", b"\n"):
        raise BadInput("file", f"{file.shown}：内容是{_name(head)}，这里不收")
    return Format.CSV


def _by_root(file: HandedFile, text: bytes) -> Format:
    if b"<!DOCTYPE html" in text[:200] or text[:200].lower().startswith(b"<html"):
        raise refused(file, "网页")
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise refused(file, "DTD")
    root = XML_ROOT.search(text)
    name = root[1].decode().lower() if root else ""
    if name == "kml":
        return Format.KML
    known = {
        "ogrvrtdatasource": "VRT",
        "vrtdataset": "VRT",
        "html": "网页",
        "osm": "OpenStreetMap",
        "gpx": "GPX",
    }
    known["svg"] = "SVG"
    if name in known:
        raise refused(file, known[name])
    raise refused(file, "GML" if b"opengis.net/gml" in text else "XML")


def _name(head: bytes) -> str:
    """What it seems to be, for the message only."""
    try:
        matches = puremagic.magic_string(head[:4096])
    except (puremagic.PureError, ValueError):
        return "未知类型"
    return f" {matches[0].name} " if matches and matches[0].name else "未知类型"
