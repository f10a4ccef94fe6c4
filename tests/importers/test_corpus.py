"""Bad input that county files really hold (reliability S, C, G, P, X): each case with the answer that it must get."""

import struct

import pytest
from shapely import from_wkb

from geo.errors import BadInput
from importers.reading import MODULES
from tests.importers import geofiles
from tests.importers.geofiles import (
    SQUARE,
    dbf,
    feature,
    geojson,
    geopackage,
    kml,
    loose,
    packed,
    points,
    read,
    shapefile,
)
from tests.importers.sheets import packed as packed_sheet
from tests.importers.sheets import workbook

SHP = shapefile()


def at(content, offset, value):
    return content[:offset] + value + content[offset + len(value) :]


# What is no file of ours, by what it is (G1, Z4).

REFUSED = [
    (b"", "x.geojson", "是空文件"),
    (b"AC1027\0\0\0\0\0", "宗地.dwg", "另存为”DXF"),
    (b"AC1032\0\0\0\0\0", "宗地.dxf", "DWG"),
    (b"AutoCAD Binary DXF\r\n\x1a\0", "a.dxf", "文本格式的 DXF"),
    (b"\0\1\0\0Standard Jet DB\0", "地块.mdb", "导出数据"),
    (b"\0\1\0\0Standard ACE DB\0", "地块.shp", "MDB"),
    (b"WMAP`D22\0", "地块.wp", "输出为 Shapefile"),
    (b"anything", "工程.mpj", "MapGIS"),
    (b"!table\n!version 300\n!charset WindowsSimpChinese\n", "a.tab", "MapInfo"),
    (b'VERSION 300\nCharset "WindowsSimpChinese"\n', "a.mif", "MapInfo"),
    (b"Rar!\x1a\x07\x01\0", "a.zip", "只收 ZIP"),
    (b"7z\xbc\xaf\x27\x1c", "a.7z", "只收 ZIP"),
    (b"<html><body>1,2</body></html>", "a.csv", "网页"),
    (b"<!DOCTYPE html><html></html>", "a.kml", "网页"),
    (b'<?xml version="1.0"?><gpx version="1.1"></gpx>', "a.gpx", "GPX"),
    (b'<?xml version="1.0"?><osm version="0.6"></osm>', "a.osm", "OSM"),
    (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a.kml", "SVG"),
    (b"<a/>", "a.kml", "不是 KML"),
    (b"%PDF-1.7\n%%EOF", "a.shp", "PDF"),
    (b"\x89PNG\r\n\x1a\n\0\0", "a.csv", "这里不收"),
    (b"\x7fELF\2\1\1\0", "a.csv", "这里不收"),
    (b"SQLite format 3\0" + bytes(100), "a.gpkg", "不是 GeoPackage"),
    ("[属性描述]\n坐标系=2000国家大地坐标系\n[地块坐标]\n".encode("gbk"), "a.txt", "勘测定界"),
    ("\ufeff[地块坐标]\n".encode("utf-16-le"), "a.csv", "勘测定界"),
    (b"PK\x05\x06" + bytes(18), "a.zip", "之前或之后"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls", "损坏"),
    (b"{", "a.geojson", "损坏"),
    (b"[1,2,3]", "a.geojson", "损坏"),
    (b'{"type":"Topology","objects":{},"arcs":[]}', "a.geojson", "损坏"),
    (b'{"a":' * 5000, "a.geojson", "损坏"),
    (kml("<Placemark>")[:-20], "a.kml", "损坏"),
    (b"<kml><Document></Document></kml>junk<x>", "a.kml", "损坏|没有"),
    ('<?xml version="1.0" encoding="GBK"?><kml/>'.encode("gbk"), "a.kml", "UTF-8"),
    (kml("<name>\xff</name>").replace("ÿ".encode(), b"\xff"), "a.kml", "UTF-8"),
]


@pytest.mark.parametrize(
    ("content", "name", "told"), REFUSED, ids=[f"{n}-{r[1]}" for n, r in enumerate(REFUSED)]
)
def test_what_is_not_taken_is_refused_by_its_real_name(content, name, told):
    import re

    with pytest.raises(BadInput) as refused:
        read(content, name)
    assert refused.value.parameter == "file" and name in refused.value.message
    assert re.search(told, refused.value.message), refused.value.message


@pytest.mark.parametrize(
    "name", ["../a.zip", "a/b.zip", "a\\b.zip", "a\0.zip", "村\u202ez.piz", "", "x" * 300]
)
def test_a_file_name_that_hides_something_is_refused_before_anything_is_read(name):
    with pytest.raises(BadInput, match="文件名"):
        read(b"{}", name)


# Shapefiles (S1).

SHAPEFILES = [
    (lambda: SHP | {"dbf": dbf(b"a", b"b", b"c")}, "不是一套"),
    (lambda: SHP | {"shx": SHP["shx"][:-8]}, "长度与文件头所写不符"),
    (lambda: SHP | {"shx": SHP["shp"]}, "图形有|长度"),
    (lambda: SHP | {"shp": SHP["shp"][:-10]}, "长度与文件头所写不符"),
    (lambda: SHP | {"shp": SHP["shp"] + b"\0\0"}, "长度与文件头所写不符"),
    (lambda: SHP | {"shp": at(SHP["shp"], 32, struct.pack("<i", 99))}, "图形类型 99"),
    (lambda: SHP | {"shp": at(SHP["shp"], 28, struct.pack("<i", 7))}, "不是 Shapefile 的文件"),
    (lambda: SHP | {"dbf": SHP["dbf"][:20]}, "没有表头"),
    (lambda: SHP | {"dbf": SHP["dbf"][:-30]}, "比表头所写的短"),
    (lambda: SHP | {"dbf": at(SHP["dbf"], 10, b"\0\0")}, "比表头所写的短"),
    (lambda: SHP | {"shx": b""}, "不是 Shapefile 的文件"),
]


@pytest.mark.parametrize(("parts", "told"), SHAPEFILES)
def test_parts_that_do_not_fit_together_are_refused_with_the_reason(parts, told):
    import re

    with pytest.raises(BadInput) as refused:
        read(loose(parts()))
    assert re.search(told, refused.value.message), refused.value.message


@pytest.mark.parametrize("offset", [104, 108, 144, 148, 152])
def test_a_shape_whose_counts_lie_breaks_nothing(offset):
    """The content of the first record, word by word; a row without shape, a fault or a refusal, and no crash."""
    parts = SHP | {"shp": at(SHP["shp"], offset, b"\xff\xff\xff\x7f")}
    try:
        _, rows, faults = read(loose(parts))
    except BadInput:
        return
    assert len(rows) == 2 and len(faults) <= 1
    kept = [from_wkb(wkb) for _, _, wkb in rows if wkb is not None]
    assert all(shape.equals(SQUARE) for shape in kept)


def test_numbers_of_rows_are_those_of_the_records_also_behind_a_deleted_one():
    rows = (b"a", b"b", b"c")
    table = dbf(*rows, field="name", width=5)
    first = table.index(b" a    ")
    deleted = at(table, first + 6, b"*")
    _, found, _ = read(loose(points(deleted, 3)))
    assert [(number, cells["name"]) for number, cells, _ in found][-1] == (3, "c")


def test_two_files_of_one_name_are_refused():
    handed = loose(SHP)
    with pytest.raises(BadInput, match="传了两次"):
        read([*handed, handed[0]])


def test_a_second_layer_among_loose_parts_is_named():
    table, _, _ = read([*loose(SHP, "甲"), *loose(SHP, "乙")])
    assert [layer.name for layer in table.layers] == ["甲", "乙"]


# Coordinates and shapes (C1, P1, P2, V9): no silent change.

WRONG_JSON = [
    ('{"type":"Point","coordinates":[NaN,37]}', "NaN"),
    ('{"type":"Point","coordinates":[118,Infinity]}', "NaN"),
    ('{"type":"Point","coordinates":[118,-Infinity]}', "NaN"),
    ('{"type":"Point","coordinates":[1e999,37]}', "损坏"),
]


@pytest.mark.parametrize(("geometry", "told"), WRONG_JSON)
def test_a_coordinate_that_is_no_number_is_not_turned_into_an_empty_point(geometry, told):
    content = f'{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},"geometry":{geometry}}}]}}'
    with pytest.raises(BadInput, match=told):
        read(content.encode(), "a.geojson")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("z\\u0000y", "NUL"),
        ("\\ud83d", "半个字符"),
        ("\\udc00x", "半个字符"),
        ("\\ud83d\\u0041", "半个字符"),
        ("\\\\u0000", None),
        ("\\ud83d\\ude00", None),
        ("[NaN, Infinity", None),
        ("a, NaN", None),
    ],
)
@pytest.mark.parametrize("far", [0, (4 << 20) - 130])
def test_a_name_that_gdal_would_change_is_refused_and_all_others_stay(text, told, far):
    """Also where the escape lies across two blocks of the look-through."""
    import json

    content = geojson(feature(名称="@@@")).replace(b"@@@", b" " * far + text.encode())
    if told:
        with pytest.raises(BadInput, match=told):
            read(content, "a.geojson")
        return
    _, rows, _ = read(content, "a.geojson")
    assert rows[0][1]["名称"].strip() == json.loads(f'"{text}"')


def test_rows_with_shapes_that_cannot_be_used_are_named_and_the_others_are_kept():
    ring = [[118, 37], [118, 38], [119, 38], [118, 37]]
    content = geojson(
        feature((118, 37)),
        feature(None),
        feature([ring[:-1]], "Polygon"),
        feature([ring[:2]], "Polygon"),
        feature([ring], "Polygon"),
        feature([], "LineString"),
        feature([[ring]], "MultiPolygon"),
    )
    _, rows, faults = read(content, "a.geojson")
    assert [(fault.row, fault.code) for fault in faults] == [(3, "geometry"), (4, "geometry"), (6, "empty")]
    assert [number for number, _, wkb in rows if wkb is None] == [2, 3, 4, 6]
    assert "未闭合" in faults[0].message


def test_a_number_that_is_not_finite_in_a_shapefile_is_a_fault():
    offset = 100 + 8 + 4 + 32 + 4 + 4 + 4 + 16  # the second point of the first polygon
    _, rows, faults = read(loose(SHP | {"shp": at(SHP["shp"], offset, struct.pack("<d", float("nan")))}))
    assert [(fault.row, fault.code) for fault in faults] == [(1, "coordinates")] and rows[0][2] is None


def test_what_only_looks_odd_is_left_to_the_check_of_the_stage():
    """A bow-tie, swapped axes, a hole outside: the reader hands on what the file says."""
    bow = [[118, 37], [119, 38], [119, 37], [118, 38], [118, 37]]
    _, rows, faults = read(
        geojson(feature((37, 118)), feature([bow], "Polygon"), feature((1e20, 0))), "a.geojson"
    )
    assert faults == [] and from_wkb(rows[0][2]).x == 37 and not from_wkb(rows[1][2]).is_valid


# Tables (X1, X2).


def test_coordinates_of_a_text_table_are_plain_numbers_or_faults():
    cells = ["118", "１１８", "1_18", "118°3′", "nan", "inf", "1e400", "1.18e2", " 118 ", "东经118"]
    content = "lng,lat\n" + "".join(f"{cell},37\n" for cell in cells)
    _, rows, faults = read(content.encode(), "a.csv")
    good = [number for number, _, wkb in rows if wkb is not None]
    assert good == [2, 9, 10] and {fault.row for fault in faults} == {3, 4, 5, 6, 7, 8, 11}
    assert {fault.column for fault in faults} == {"lng"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"a,a\n1,2\n", "重复的列名“a”"),
        (b"a,,b\n1,2,3\n", "空的列名"),
        (b",,\n1,2,3\n", "列名"),
        (b"\n\n", "列名"),
        (b'a,b\n1,"2\n3,4\n5,6\n', "引号没有成对"),
        (b"a,b\n" + b"x" * (2 << 20) + b",1\n", "过长"),
        (b"a," * 300 + b"b\n", "列数过多"),
    ],
)
def test_a_text_table_without_a_clear_header_or_end_is_refused(content, told):
    with pytest.raises(BadInput) as refused:
        read(content, "a.csv")
    assert told in refused.value.message, refused.value.message


def test_a_row_with_too_few_or_too_many_cells_is_named():
    _, rows, faults = read(b"a,b\n1,2\n3\n4,5,6\n7,8,\n", "a.csv")
    assert [(fault.row, fault.code) for fault in faults] == [(3, "cells"), (4, "cells")]
    assert len(rows) == 4


def test_a_nul_in_a_cell_is_a_fault_of_that_cell():
    """Far below the beginning; there it would be no text table at all."""
    _, rows, faults = read(b"a,b\n" + b"z,3\n" * 20_000 + b"x\0y,2\n", "a.csv")
    assert [(fault.row, fault.column, fault.code) for fault in faults] == [(20_002, "a", "nul")]
    assert rows[-1][1] == {"a": None, "b": "2"}


def test_the_separator_that_excel_writes_first_is_not_a_row():
    _, rows, _ = read("sep=;\n名称;数\n甲;1\n".encode("gbk"), "a.csv")
    assert rows == [(3, {"名称": "甲", "数": "1"}, None)]


def test_quotes_commas_formulas_and_markup_come_through_as_they_are():
    values = [
        '=cmd|"/c calc"!A1',
        "<script>alert(1)</script>",
        "a,b",
        'x"y',
        "{{7*7}}",
        "'; DROP TABLE x; --",
        "\u202e村",
    ]
    import csv
    import io

    text = io.StringIO()
    csv.writer(text).writerows([["v"], *([value] for value in values)])
    _, rows, _ = read(text.getvalue().encode(), "a.csv")
    assert [cells["v"] for _, cells, _ in rows] == values


def test_a_sheet_says_its_own_refusals_through_the_door():
    made = workbook(["名称", "经度"], ["a", 1])
    made.active.merge_cells("A1:B1")
    for content, told in (
        (packed_sheet(made), "合并"),
        (packed_sheet(workbook(["名称", None, "x"], ["a", 1, 2])), "列名"),
    ):
        with pytest.raises(BadInput, match=told):
            read(content, "a.xlsx")


# Other formats.


def test_a_geopackage_with_two_layers_is_asked_for_one():
    content = geopackage(
        'CREATE TABLE "乙" AS SELECT * FROM layer;'
        "INSERT INTO gpkg_contents SELECT '乙', data_type, '乙', description, last_change, min_x, min_y, max_x, max_y,"
        " srs_id FROM gpkg_contents WHERE table_name = 'layer';"
        "INSERT INTO gpkg_geometry_columns SELECT '乙', column_name, geometry_type_name, srs_id, z, m"
        " FROM gpkg_geometry_columns WHERE table_name = 'layer';"
    )
    table, rows, _ = read(content, "a.gpkg", layer="乙")
    assert [layer.name for layer in table.layers] == ["layer", "乙"] and len(rows) == 2
    with pytest.raises(BadInput, match="没有所选的图层"):
        read(content, "a.gpkg", layer="丙")


def test_a_geopackage_with_gaps_in_its_numbers_is_read_whole():
    content = geopackage("DELETE FROM layer WHERE fid % 3 = 1;", names=tuple(f"村{n}" for n in range(30_000)))
    table, rows, faults = read(content, "a.gpkg")
    assert len(rows) == 20_000 == table.count and faults == []
    assert [rows[0][1]["名称"], rows[-1][1]["名称"]] == ["村1", "村29999"]


def test_a_blob_that_is_no_geometry_is_a_row_without_one_or_a_fault():
    _, rows, faults = read(geopackage("UPDATE layer SET geom = x'00' WHERE fid = 1;"), "a.gpkg")
    assert rows[0][2] is None and rows[1][2] is not None and len(faults) <= 1


def test_a_file_geodatabase_that_is_cut_is_refused():
    files = {
        f"a.gdb/{name}": content[: len(content) // 2] for name, content in geofiles.geodatabase().items()
    }
    with pytest.raises(BadInput):
        read(packed(files), "a.zip")


def test_every_module_that_goes_along_is_a_parser():
    assert all(module.__name__.startswith("importers.parsers.") for module in MODULES)
