"""Small files of every format, as county staff hand them in; two features whose answer the eye can check."""

import io
import json
import struct
import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyogrio
import xlwt
from shapely import to_wkb
from shapely.geometry import Point, Polygon

from importers.handed import HandedFile
from importers.open import open_table
from importers.options import Options

NAMES = ("张三庄村", "模式村")
SQUARE = Polygon([(118.0, 37.0), (118.0, 37.1), (118.1, 37.1), (118.1, 37.0), (118.0, 37.0)])
SHAPEFILE = ("shp", "shx", "dbf", "prj")


def written(
    driver, suffix, *, geometry=None, names=NAMES, crs="EPSG:4490", folder=None, layer=None, **options
):
    """Where a layer of two features (名称, 编号) lies, written by GDAL."""
    shapes = [geometry or SQUARE] * len(names)
    path = Path(folder) / f"layer{suffix}"
    pyogrio.raw.write(
        path,
        np.array([to_wkb(shape) for shape in shapes], dtype=object),
        [np.array(names, dtype=object), np.arange(1, len(names) + 1, dtype="i4")],
        ["名称", "编号"],
        geometry_type=shapes[0].geom_type,
        crs=crs,
        driver=driver,
        layer=layer or "layer",
        **options,
    )
    return path


def made(driver, suffix, **options):
    with TemporaryDirectory() as folder:
        return written(driver, suffix, folder=folder, **options).read_bytes()


def shapefile(**options):
    """Its parts by extension; without .cpg, in GBK, as ArcGIS in China leaves it."""
    with TemporaryDirectory() as folder:
        written("ESRI Shapefile", ".shp", folder=folder, **{"encoding": "GBK"} | options)
        return {part: (Path(folder) / f"layer.{part}").read_bytes() for part in SHAPEFILE}


def language_driver(parts, number):
    """The shapefile with another byte 29 in the header of its .dbf."""
    return parts | {"dbf": parts["dbf"][:29] + bytes([number]) + parts["dbf"][30:]}


@cache
def geodatabase():
    with TemporaryDirectory() as folder:
        path = written("OpenFileGDB", ".gdb", folder=folder, layer="地块", crs="EPSG:4527")
        return {file.name: file.read_bytes() for file in path.iterdir()}


def packed(files, *, encoding=None, compression=zipfile.ZIP_DEFLATED):
    """A zip; with ``encoding`` the names are in that code page and not marked as UTF-8, as Windows does it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    whole = target.getvalue()
    if encoding is None:
        return whole
    return renamed(files, encoding, compression)


def renamed(files, encoding, compression):
    class OfWindows(zipfile.ZipInfo):
        def _encodeFilenameFlags(self):
            return self.filename.encode(encoding), self.flag_bits & ~0x800

    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(OfWindows(name), content)
    return target.getvalue()


def zipped_shapefile(stem="村庄", **options):
    encoding = options.pop("names_in", None)
    return packed(
        {f"{stem}.{part}": content for part, content in shapefile(**options).items()}, encoding=encoding
    )


def loose(parts, stem="村庄"):
    return [HandedFile(f"{stem}.{part}", content) for part, content in parts.items()]


def geojson(*features, **more):
    return json.dumps(
        {"type": "FeatureCollection", "features": list(features), **more}, ensure_ascii=False
    ).encode()


def feature(coordinates=(118.0, 37.0), kind="Point", **properties):
    geometry = None if coordinates is None else {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def kml(inside):
    return (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document>{inside}</Document></kml>"
    ).encode()


PLACEMARK = "<Placemark><name>张三庄村</name><Point><coordinates>118,37</coordinates></Point></Placemark>"


def dxf(layer="宗地", encoding="gb18030", code_page="ANSI_936", closed=1, version="AC1015"):
    """A closed square of 10 m, and a point."""
    variables = ["9", "$ACADVER", "1", version, "9", "$DWGCODEPAGE", "3", code_page]
    header = ["0", "SECTION", "2", "HEADER", *variables, "0", "ENDSEC"]
    square = [text for x, y in ((0, 0), (10, 0), (10, 10), (0, 10)) for text in ("10", str(x), "20", str(y))]
    line = ["0", "LWPOLYLINE", "8", layer, "90", "4", "70", str(closed), *square]
    body = [
        "0",
        "SECTION",
        "2",
        "ENTITIES",
        *line,
        "0",
        "POINT",
        "8",
        layer,
        "10",
        "5",
        "20",
        "5",
        "0",
        "ENDSEC",
    ]
    return "\n".join([*(header if code_page else []), *body, "0", "EOF", ""]).encode(encoding)


def geopackage(*statements, names=NAMES):
    """A GeoPackage, and what somebody did to it by SQLite afterwards."""
    import sqlite3

    with TemporaryDirectory() as folder:
        path = written("GPKG", ".gpkg", folder=folder, names=names)
        connection = sqlite3.connect(path)
        for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):  # its triggers call them
            connection.create_function(name, 1, lambda shape: 0)
        for statement in statements:
            connection.executescript(statement)
        connection.close()
        return path.read_bytes()


def read(content, name="a.bin", **options):
    """(the table, its rows as (number, {field: cell}, geometry), its faults), through the real door."""
    handed = content if isinstance(content, list) else HandedFile(name, content)
    with open_table(handed, Options(**options)) as table:
        rows, faults = [], []
        for batch in table.batches():
            names = [field.name for field in table.fields]
            cells = zip(*batch.columns, strict=True) if batch.columns else [()] * len(batch)
            for number, values, wkb in zip(batch.numbers, cells, batch.wkb, strict=True):
                rows.append((number, dict(zip(names, values, strict=True)), wkb))
            faults += batch.faults
    return table, rows, faults


def dbf(*rows, field="名称", width=20, encoding="gb18030", language=0):
    """A .dbf of one text field, byte by byte: ``rows`` are bytes, cut where they are cut."""
    name = field if isinstance(field, bytes) else field.encode(encoding)
    header = struct.pack("<B3BIHH17xB2x", 3, 126, 1, 1, len(rows), 65, 1 + width, language)
    column = struct.pack("<11sc4xB15x", name[:10], b"C", width)
    return header + column + b"\r" + b"".join(b" " + row.ljust(width)[:width] for row in rows) + b"\x1a"


def points(table, count):
    """A shapefile of ``count`` points with this .dbf."""
    return shapefile(geometry=Point(118, 37), names=("a",) * count) | {"dbf": table}


def texts_of_drawing(texts):
    """A DXF of (text, x, y), as somebody writes names onto a plan."""
    entities = [f"0\nTEXT\n8\n注记\n10\n{x}\n20\n{y}\n40\n1\n1\n{text}\n" for text, x, y in texts]
    head = "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1021\n0\nENDSEC\n0\nSECTION\n2\nENTITIES\n"
    return (head + "".join(entities) + "0\nENDSEC\n0\nEOF\n").encode()


def xls(*rows):
    """A workbook of Excel 97 to 2003."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("村")
    for number, row in enumerate(rows):
        for at, value in enumerate(row):
            sheet.write(number, at, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def ods(*rows):
    """OpenDocument (1.3 part 2 and 3): the media type first and not packed, one table of text and numbers."""

    def cell(value):
        kind = "float" if isinstance(value, int | float) else "string"
        number = f' office:value="{value}"' if kind == "float" else ""
        return f'<table:table-cell office:value-type="{kind}"{number}><text:p>{value}</text:p></table:table-cell>'

    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    places = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    table = f'<table:table table:name="村">{lines}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    content = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {places}>{body}</office:document-content>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", '<?xml version="1.0"?><manifest/>')
        archive.writestr("content.xml", content)
    return target.getvalue()
