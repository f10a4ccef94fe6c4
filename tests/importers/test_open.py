"""Every format becomes the same Table: what is in it, how it was read, and each row with its number."""

import contextlib
import io
import os
from pathlib import Path

import pytest
from shapely import from_wkb
from shapely.geometry import Point

from geo.errors import BadInput
from importers.formats import packed as formats
from importers.handed import HandedFile
from importers.open import all_drivers, open_table
from tests.importers import geofiles
from tests.importers.geofiles import (
    NAMES,
    PLACEMARK,
    SQUARE,
    dxf,
    feature,
    geojson,
    kml,
    loose,
    packed,
    read,
    shapefile,
    zipped_shapefile,
)
from tests.importers.sheets import packed as packed_sheet
from tests.importers.sheets import workbook

VECTOR = {
    "Shapefile": lambda: zipped_shapefile(),
    "GeoPackage": lambda: geofiles.geopackage(),
    "File Geodatabase": lambda: packed({f"数据.gdb/{n}": c for n, c in geofiles.geodatabase().items()}),
    "GeoJSON": lambda: geofiles.made("GeoJSON", ".geojson"),
}


@pytest.mark.parametrize("format", VECTOR)
def test_names_numbers_and_shapes_of_a_vector_file_come_through_whole(format):
    table, rows, faults = read(VECTOR[format](), "数据.bin")
    assert (table.format, faults) == (format, [])
    assert [(number, cells["名称"], cells["编号"]) for number, cells, _ in rows] == [
        (1, NAMES[0], 1),
        (2, NAMES[1], 2),
    ]
    for _, _, wkb in rows:
        assert (
            from_wkb(wkb).normalize().equals_exact(SQUARE.normalize(), 1e-12) or format == "File Geodatabase"
        )
    assert {field.name: field.type for field in table.fields} == {"名称": "text", "编号": "integer"}


@pytest.mark.parametrize(
    ("format", "srid"), [("Shapefile", 4490), ("GeoPackage", 4490), ("File Geodatabase", 4527)]
)
def test_the_declared_crs_is_told_with_where_it_stands(format, srid):
    table, _, _ = read(VECTOR[format]())
    assert table.crs.srid == srid and not table.crs.must_be_stated
    assert ("prj" if format == "Shapefile" else format) in table.crs.why


def test_an_esri_prj_of_zone_39_is_4527():
    table, _, _ = read(zipped_shapefile(crs="EPSG:4527"))
    assert table.crs.srid == 4527


def test_without_prj_the_crs_must_be_stated():
    parts = shapefile()
    del parts["prj"]
    table, _, _ = read(loose(parts))
    assert table.crs.must_be_stated and any("没有 .prj" in note for note in table.notes)


@pytest.mark.parametrize(
    "text", ["http://127.0.0.1/x", "/etc/passwd", "+proj=longlat", "EPSG:4490", "x" * 30_000]
)
def test_a_prj_is_wkt_and_nothing_else(text):
    table, _, _ = read(loose(shapefile() | {"prj": text.encode()}))
    assert table.crs.srid == (4490 if text == "EPSG:4490" else None)


def test_loose_parts_are_one_layer():
    table, rows, _ = read(loose(shapefile(), "地块"))
    assert (table.layer, len(rows), table.count) == ("地块", 2, 2)


@pytest.mark.parametrize("missing", [("shx",), ("dbf",), ("shx", "dbf"), ("shp",)])
@pytest.mark.parametrize("way", ["zip", "loose"])
def test_a_part_that_is_missing_is_named_at_once(missing, way):
    parts = {part: content for part, content in shapefile().items() if part not in missing}
    content = loose(parts) if way == "loose" else packed({f"村庄.{part}": c for part, c in parts.items()})
    with pytest.raises(BadInput) as refused:
        read(content, "村庄.zip")
    assert "缺少 " + "、".join(f".{part}" for part in missing) in refused.value.message


def test_of_two_layers_in_a_zip_both_are_listed_and_one_is_chosen():
    one, two = shapefile(), shapefile(names=("王五庄",))
    content = packed({f"甲.{p}": c for p, c in one.items()} | {f"乙.{p}": c for p, c in two.items()})
    table, rows, _ = read(content, layer="乙")
    assert ([layer.name for layer in table.layers], len(rows)) == (["甲", "乙"], 1)
    assert any("2 个图层" in note and "“乙”" in note for note in table.notes)
    with pytest.raises(BadInput, match="没有图层"):
        read(content, layer="丙")


def test_extensions_in_capitals_are_parts_too():
    content = packed({f"CUN.{part.upper()}": c for part, c in shapefile().items()})
    assert len(read(content)[1]) == 2


def test_a_kml_gives_names_and_tells_that_links_were_not_followed(listener):
    port, came = listener
    link = f"<NetworkLink><Link><href>http://127.0.0.1:{port}/x.kml</href></Link></NetworkLink>"
    style = f"<styleUrl>http://127.0.0.1:{port}/s.kml#a</styleUrl>"
    table, rows, _ = read(kml(PLACEMARK.replace("<Point>", f"{style}<Point>") + link), "a.kml")
    assert rows[0][1]["Name"] == NAMES[0] and table.crs.srid == 4326
    assert any("网络链接" in note for note in table.notes)
    assert came == []


def test_each_folder_of_a_kml_is_a_layer_and_one_is_read_at_a_time():
    content = kml("".join(f"<Folder><name>{name}</name>{PLACEMARK}</Folder>" for name in ("甲", "乙")))
    table, rows, _ = read(content, "a.kml")
    assert {layer.name for layer in table.layers} >= {"甲", "乙"} and len(rows) == 1
    assert any("个图层" in note for note in table.notes)
    assert len(read(content, "a.kml", layer="乙")[1]) == 1


def test_a_kmz_is_read_wherever_its_one_kml_stands():
    table, rows, _ = read(packed({"images/a.png": b"x", "村/doc.kml": kml(PLACEMARK)}), "a.kmz")
    assert (table.format, len(rows)) == ("KML", 1)
    with pytest.raises(BadInput, match="几份数据"):
        read(packed({"a.kml": kml(PLACEMARK), "b.kml": kml(PLACEMARK)}), "a.kmz")


def test_a_closed_polyline_of_a_drawing_is_an_area_and_its_crs_must_be_stated():
    table, rows, faults = read(dxf(), "宗地.dxf")
    assert [from_wkb(wkb).geom_type for _, _, wkb in rows] == ["Polygon", "Point"] and faults == []
    assert from_wkb(rows[0][2]).area == 100
    assert rows[0][1]["Layer"] == "宗地" and table.encoding.name == "gb18030"
    assert table.crs.must_be_stated and any("坐标系" in note for note in table.notes)


@pytest.mark.parametrize(
    ("encoding", "code_page", "version"),
    [("gb18030", "", ""), ("utf-8", "ANSI_936", "AC1027"), ("utf-8", "", "")],
)
def test_a_drawing_in_either_encoding_shows_its_names(encoding, code_page, version):
    content = dxf(encoding=encoding, code_page=code_page, version=version)
    assert read(content, "a.dxf")[1][0][1]["Layer"] == "宗地"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_text_table_in_any_encoding_and_delimiter(encoding, delimiter):
    lines = [
        ["名称", "经度", "纬度"],
        ["张三庄村", "118.05", "37.2"],
        ["", "", ""],
        ["李四 㛃村", "118.1", "37.3"],
    ]
    content = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    table, rows, faults = read(content, "村.csv")
    assert [(number, cells["名称"]) for number, cells, _ in rows] == [(2, "张三庄村"), (4, "李四 㛃村")]
    assert from_wkb(rows[0][2]).equals(Point(118.05, 37.2)) and faults == []
    assert table.coordinate_fields == ["经度", "纬度"] and table.crs.must_be_stated


def test_wkt_of_a_text_table_is_its_geometry():
    table, rows, faults = read(b'name,WKT\na,"POINT (118 37)"\nb,POINT (118\nc,\n', "a.csv")
    assert from_wkb(rows[0][2]).equals(Point(118, 37)) and table.coordinate_fields == ["WKT"]
    assert [(fault.row, fault.column, fault.code) for fault in faults] == [(3, "WKT", "wkt")]


def test_a_quoted_cell_with_line_breaks_counts_for_the_lines_that_it_has():
    _, rows, _ = read('名称,备注\n甲,"一\n二"\n乙,x\n'.encode(), "a.csv")
    assert [(number, cells["名称"]) for number, cells, _ in rows] == [(2, "甲"), (4, "乙")]


def test_a_sheet_is_the_same_table():
    content = packed_sheet(
        workbook(["名称", "经度", "纬度"], ["甲", 118.05, "37.2"], ["乙", None, 37], ["丙", "东经", 37])
    )
    table, rows, faults = read(content, "村.xlsx")
    assert from_wkb(rows[0][2]).equals(Point(118.05, 37.2)) and rows[1][2] is None
    assert [(fault.row, fault.column, fault.code) for fault in faults] == [
        (3, None, "half_a_position"),
        (4, "经度", "not_a_number"),
    ]
    assert (table.format, table.count) == ("电子表格", 3)


def test_sheets_that_were_not_read_are_named_also_the_hidden_ones():
    made = workbook(["名称"], ["甲"])
    made.create_sheet("隐藏的").sheet_state = "hidden"
    table, _, _ = read(packed_sheet(made), "村.xlsx")
    assert any("隐藏的" in note for note in table.notes)


@pytest.mark.parametrize(("made", "name"), [(geofiles.ods, "村.ods"), (geofiles.xls, "村.xls")])
def test_an_open_document_and_an_old_workbook_are_the_same_table_as_a_workbook(made, name):
    rows = [["名称", "经度", "纬度"], ["甲", 118.05, 37.2]]
    other = read(made(*rows), name)
    excel = read(packed_sheet(workbook(*rows)), "村.xlsx")
    assert other[1] == excel[1] and other[0].fields == excel[0].fields


def test_an_open_file_and_a_path_are_read_as_bytes_are(tmp_path):
    content = zipped_shapefile()
    (tmp_path / "a").write_bytes(content)
    for given in (io.BytesIO(content), tmp_path / "a", content):
        with open_table(HandedFile("a.zip", given)) as table:
            assert sum(map(len, table.batches())) == 2


def children():
    """Processes whose parent is this one."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if stat.read_text().rpartition(")")[2].split()[1] == str(os.getpid()):
                found.add(stat.parent.name)
    return found


def test_a_table_that_is_left_unread_ends_its_child():
    before = children()
    content = geojson(*(feature(n=n, text="x" * 200) for n in range(20_000)))
    with open_table(HandedFile("a.geojson", content)) as table:
        next(table.batches())
        assert len(children() - before) == 1
    assert children() - before == set()


def test_the_height_is_cut_and_the_report_says_so():
    table, rows, _ = read(geojson(feature((118, 37, 12.5))), "a.geojson")
    assert not from_wkb(rows[0][2]).has_z and any("高程" in note for note in table.notes)


def test_only_one_driver_is_ever_registered():
    assert {"OGR_VRT", "GML", "GPKG", "ESRI Shapefile", "HTTP"} <= set(all_drivers())


def test_a_format_without_layers_is_called_after_its_file():
    table, _, _ = read(geojson(feature()), "村庄.geojson")
    assert (table.layer, [layer.name for layer in table.layers]) == ("村庄", ["村庄"])


def test_rows_for_copy_are_number_json_and_wkb():
    with open_table(HandedFile("a.geojson", geojson(feature(名称="张三庄村")))) as table:
        (batch,) = table.batches()
        ((number, attributes, wkb),) = batch.copy_lines(table.fields)
    assert (number, attributes.decode(), bytes.fromhex(wkb)[:5]) == (
        1,
        '{"名称":"张三庄村"}',
        b"\x01\x01\0\0\0",
    )


@pytest.mark.parametrize(
    ("options", "parameter"),
    [
        ({"encoding": "latin-1"}, "encoding"),
        ({"delimiter": "ab"}, "delimiter"),
        ({"lng_field": "无"}, "file"),
    ],
)
def test_what_the_user_says_of_a_file_is_checked_too(options, parameter):
    with pytest.raises(BadInput) as refused:
        read("名称,经度,纬度\n甲,118,37\n".encode(), "a.csv", **options)
    assert refused.value.parameter == parameter


def test_the_user_may_name_the_columns_of_a_position():
    content = "Y坐标,名称,X坐标\n118.5,甲,37.5\n".encode()
    table, rows, _ = read(content, "a.csv", lng_field="Y坐标", lat_field="X坐标")
    assert from_wkb(rows[0][2]).equals(Point(118.5, 37.5)) and table.coordinate_fields == ["Y坐标", "X坐标"]


@pytest.mark.parametrize(
    ("name", "head", "most_mb"),
    [
        ("村.kml", kml(PLACEMARK), 50),
        ("图.dxf", geofiles.dxf(), 50),
        ("村.xls", geofiles.xls(["名称"], ["甲"]), 5),
    ],
)
def test_what_is_not_streamed_is_refused_above_its_stated_size(name, head, most_mb, tmp_path):
    path = tmp_path / name
    path.write_bytes(head)
    os.truncate(path, (most_mb << 20) + 1)
    with pytest.raises(BadInput, match=f"{most_mb} MB"), open_table(HandedFile(name, path)):
        pass


def test_a_file_geodatabase_is_refused_above_its_stated_size_with_the_way_out(monkeypatch):
    files = {f"a.gdb/{name}": content for name, content in geofiles.geodatabase().items()}
    monkeypatch.setattr(formats, "MOST_GEODATABASE_BYTES", 1 << 20)
    bigger = packed({**files, "a.gdb/a00000001.freelist": bytes(1 << 20)})
    with (
        pytest.raises(BadInput, match="超过 1 MB，请转成 GeoPackage"),
        open_table(HandedFile("a.zip", bigger)),
    ):
        pass
