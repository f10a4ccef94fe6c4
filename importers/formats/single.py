"""The formats that are one file: GeoPackage, GeoJSON, KML, DXF and text tables."""

from collections.abc import Callable

from geo.errors import BadInput
from importers.handed import HandedFile
from importers.options import Options
from importers.parsers import decoding
from importers.reading import PARSERS, STREAMED, WHOLE, Reading, vector
from importers.recognise import Format
from importers.table import TableLayer

MOST_WHOLE_BYTES = 50 << 20
MOST_STREAMED_BYTES = 8 << 30
MOST_COLUMNS = 200
BATCH_ROWS = 10_000

# What people write above the columns of a position; X and Y are not among them: in Chinese surveys X is the northing.
LNG_NAMES = ("经度", "lng", "lon", "longitude", "long", "东经", "经度(°)", "wgs84经度", "中心点经度")
LAT_NAMES = ("纬度", "lat", "latitude", "北纬", "纬度(°)", "wgs84纬度", "中心点纬度")
WKT_NAMES = ("wkt", "geom", "geometry", "the_geom", "图形", "坐标串")


def geopackage(file: HandedFile, options: Options) -> Reading:
    more: dict[str, object] = {
        "layer": options.layer,
        "open_options": {"IMMUTABLE": "YES", "LIST_ALL_TABLES": "NO"},
    }
    reading = _vector(file, Format.GEOPACKAGE, "GPKG", "layer.gpkg", "GeoPackage", more)
    reading.counted = True
    return reading


def geojson(file: HandedFile, options: Options) -> Reading:
    # RFC 7946 knows WGS 84 only; a crs member of the older draft is still shown for what it says.
    reading = _vector(file, Format.GEOJSON, "GeoJSON", "layer.geojson", "GeoJSON", {})
    reading.layer, reading.layers = file.stem, [TableLayer(file.stem)]
    return reading


def kml(file: HandedFile, options: Options) -> Reading:
    _limit(file, MOST_WHOLE_BYTES, Format.KML)
    reading = _vector(file, Format.KML, "LIBKML", "layer.kml", "KML 标准", {"layer": options.layer})
    reading.limits = WHOLE
    return reading


def dxf(file: HandedFile, options: Options) -> Reading:
    """A drawing knows no CRS: it must be stated. A line that closes is an area there; others stay lines."""
    _limit(file, MOST_WHOLE_BYTES, Format.DXF)
    head = file.head(64 << 10)
    version, code_page = _variable(head, b"$ACADVER"), _variable(head, b"$DWGCODEPAGE")
    # From AutoCAD 2007 on a drawing is UTF-8 and still names the code page of the machine.
    declared = ("$ACADVER", version) if version >= "AC1021" else ("$DWGCODEPAGE", code_page)
    more = {
        "layer": "entities",
        "tunnel": True,
        "close": True,
        "declared": "utf-8" if version >= "AC1021" else decoding.named(code_page),
        "chosen": options.encoding,
    }
    reading = _vector(file, Format.DXF, "DXF", "layer.dxf", "", more)
    reading.limits = WHOLE
    reading.declared = f"{declared[0]} 写的是 {declared[1]}" if declared[1] else None
    reading.notes.append("DXF 不记录坐标系，必须由您选择")
    return reading


def _variable(head: bytes, name: bytes) -> str:
    """A header variable of a DXF: its name, a group code and the value, a line each; "" when it is not there."""
    at = head.find(name)
    lines = head[at : at + 100].splitlines() if at >= 0 else []
    return lines[2].decode("latin-1").strip() if len(lines) > 2 else ""


def csv(file: HandedFile, options: Options) -> Reading:
    _limit(file, MOST_STREAMED_BYTES, Format.CSV)
    arguments = {
        "chosen": options.encoding,
        "delimiter": options.delimiter,
        "lng": options.lng_field,
        "lat": options.lat_field,
        "wkt": options.wkt_field,
        "lng_names": LNG_NAMES,
        "lat_names": LAT_NAMES,
        "wkt_names": WKT_NAMES,
        "points": options.makes_points,
        "batch_rows": BATCH_ROWS,
        "most_columns": MOST_COLUMNS,
    }
    return Reading(
        format=Format.CSV,
        driver="csv",
        script=PARSERS / "delimited.py",
        source=file.rewound(),
        file_name=file.shown,
        arguments=arguments,
        layer=file.stem,
        limits=STREAMED,
    )


READERS: dict[Format, Callable[[HandedFile, Options], Reading]] = {
    Format.GEOPACKAGE: geopackage,
    Format.GEOJSON: geojson,
    Format.KML: kml,
    Format.DXF: dxf,
    Format.CSV: csv,
}


def _vector(
    file: HandedFile, format: Format, driver: str, path: str, crs_source: str, more: dict[str, object]
) -> Reading:
    _limit(file, MOST_STREAMED_BYTES, format)
    return Reading(
        format=format,
        driver=driver,
        script=PARSERS / "vector.py",
        source={path: file.rewound()},
        file_name=file.shown,
        arguments=vector(driver, path, **more),
        crs_source=crs_source,
    )


def _limit(file: HandedFile, most_bytes: int, format: Format) -> None:
    if file.size > most_bytes:
        advice = "，请转成 GeoPackage 再传" if most_bytes == MOST_WHOLE_BYTES else ""
        raise BadInput("file", f"{file.shown}：{format} 文件超过 {most_bytes >> 20} MB{advice}")
