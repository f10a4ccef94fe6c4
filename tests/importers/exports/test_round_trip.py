"""What is exported reads back through the one safe door: names byte for byte, coordinates within 1e-9°."""

import datetime as dt
import zipfile
from io import BytesIO

import numpy as np
import pytest
import shapely
from openpyxl import load_workbook
from shapely.geometry import MultiPolygon, Point, Polygon

from geo.errors import BadInput
from importers.exports.content import AREA, POINT, Chunk, Column, Content
from importers.exports.public import FORMATS
from importers.handed import HandedFile
from importers.open import open_table
from importers.options import Options

COLUMNS = [
    Column("编号", "text"), Column("名称", "text"), Column("地址", "text"), Column("级别", "integer"),
    Column("面积公顷", "real"), Column("核实于", "date"),
]  # fmt: skip
NAMES = [
    "东村卫生室",
    "=SUM(A1:A9)",
    "+86 便民点",
    "-1",
    "@村",
    "“引号”与\"半角\"、'单引号'",
    "全角ＡＢＣ（１２３）",
    "1e5",
    "0012",
    "TRUE",
    "2026-01-31",
    "a,b;c\td",
    "_x0041_村",
]
RARE = ["𠮷田小学", "㑇家庄", "镕𫖮村", "€·—…"]
SQUARE = Polygon([(118.123456, 37.1), (118.2, 37.1), (118.2, 37.234567), (118.123456, 37.234567)])
HOLED = Polygon(SQUARE.exterior.coords, [[(118.15, 37.15), (118.16, 37.15), (118.16, 37.16)]])
AREAS = [MultiPolygon([SQUARE]), HOLED, None]
POINTS = [Point(118.016249, 37.384563), Point(118.1, 37.2), None]


def content(names, shapes, families, addresses=None, per_chunk=4):
    shapes = [shapes[at % len(shapes)] for at in range(len(names))]
    rows = [
        (f"K{at}", name, (addresses or {}).get(at), at or None, at + 0.1234, dt.date(2026, 1, 1 + at))
        for at, name in enumerate(names)
    ]

    def chunks():
        for first in range(0, len(rows), per_chunk):
            part = slice(first, first + per_chunk)
            yield Chunk(
                [list(cells) for cells in zip(*rows[part], strict=True)], np.array(shapes[part], dtype=object)
            )

    return Content("places", "便民网点", COLUMNS, families, chunks, [("坐标系", "CGCS2000")]), shapes


def written(extension, made, folder):
    target = folder / f"made.{extension}"
    FORMATS[extension].write(made, target)
    return target


def read(target, **options):
    """Columns by title, and shapes, in order."""
    with open_table(HandedFile(f"数据.{target.name.split('.')[-1]}", target), Options(**options)) as table:
        columns, shapes = {field.name: [] for field in table.fields}, []
        for batch in table.batches():
            assert batch.faults == []
            for field, cells in zip(table.fields, batch.columns, strict=True):
                columns[field.name] += cells
            shapes += [None if one is None else shapely.from_wkb(one) for one in batch.wkb]
    return table, columns, shapes


def same_place(one, other):
    if one is None or other is None:
        return one is other
    if one.geom_type == "Point":
        return shapely.equals_exact(one, other, tolerance=1e-9)
    return shapely.equals_exact(one.normalize(), MultiPolygon(shapely.get_parts(other)).normalize(), tolerance=1e-9) or (
        shapely.equals_exact(MultiPolygon(shapely.get_parts(one)).normalize(),
                             MultiPolygon(shapely.get_parts(other)).normalize(), tolerance=1e-9)
    )  # fmt: skip


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize(
    ("shapes", "families"), [(POINTS, [POINT]), (AREAS, [AREA])], ids=["points", "areas"]
)
@pytest.mark.parametrize("names", [NAMES, NAMES + RARE], ids=["GBK", "rare characters"])
def test_names_and_places_come_back_as_they_were(extension, shapes, families, names, tmp_path):
    made, shapes = content(names, shapes, families)
    table, columns, read_shapes = read(written(extension, made, tmp_path))
    if extension == "xlsx" and families == [AREA]:
        read_shapes = [None if text is None else shapely.from_wkt(text) for text in columns["WKT"]]
    assert [str(name) for name in columns["名称"]] == names
    assert columns["编号"] == [f"K{at}" for at in range(len(names))]
    assert all(same_place(one, other) for one, other in zip(shapes, read_shapes, strict=True))
    if extension != "xlsx":
        assert columns["级别"] == [at or None for at in range(len(names))]
        assert columns["面积公顷"] == pytest.approx([at + 0.1234 for at in range(len(names))], abs=1e-12)
        assert [str(day)[:10] for day in columns["核实于"]] == [
            f"2026-01-{1 + at:02}" for at in range(len(names))
        ]
    if extension in ("shp.zip", "gpkg"):
        assert table.crs.srid == 4490


@pytest.mark.parametrize(("names", "encoding"), [(NAMES, b"GBK"), (NAMES + RARE, b"GB18030")])
def test_the_cpg_says_gb18030_only_where_gbk_has_no_such_character(names, encoding, tmp_path):
    made, _ = content(names, POINTS, [POINT])
    target = written("shp.zip", made, tmp_path)
    with zipfile.ZipFile(target) as archive:
        assert archive.read("便民网点.cpg") == encoding
        assert archive.read("便民网点.dbf")[29] == (0x4D if encoding == b"GBK" else 0)
        assert b"China_Geodetic_Coordinate_System_2000" in archive.read("便民网点.prj")
    table, _, _ = read(target)
    assert table.encoding.name == "gb18030" and table.encoding.certain and not table.encoding.lies


def test_a_text_that_a_dbf_would_cut_is_marked_and_stands_whole_beside_it(tmp_path):
    whole = "滨" * 126 + "𠮷" + "村" * 60
    made, _ = content(["长地址", "短地址"], POINTS, [POINT], addresses={0: whole, 1: "字" * 127})
    target = written("shp.zip", made, tmp_path)
    _, columns, _ = read(target)
    assert columns["地址"] == ["滨" * 126 + "…", "字" * 127]
    with zipfile.ZipFile(target) as archive:
        told = archive.read("说明.txt").decode("utf-8-sig")
    assert whole in told and "字字" not in told
    _, columns, _ = read(written("gpkg", made, tmp_path))
    assert columns["地址"][0] == whole


def test_points_and_areas_of_one_layer_are_two_shapefiles(tmp_path):
    made, shapes = content(["甲", "乙", "丙", "丁"], [POINTS[0], AREAS[0], None], [AREA, POINT])
    target = written("shp.zip", made, tmp_path)
    found = {}
    for layer in ("便民网点_面", "便民网点_点"):
        _, columns, read_shapes = read(target, layer=layer)
        found |= dict(zip(columns["名称"], read_shapes, strict=True))
    assert sorted(found) == sorted(["甲", "乙", "丙", "丁"])
    assert all(same_place(shape, found[name]) for name, shape in zip("甲乙丙丁", shapes, strict=True))
    for extension in ("gpkg", "geojson"):
        _, _, read_shapes = read(written(extension, made, tmp_path))
        assert all(same_place(one, other) for one, other in zip(shapes, read_shapes, strict=True))


def test_no_cell_of_a_workbook_is_a_formula(tmp_path):
    made, _ = content([*NAMES, "＝SUM(A1)", "\t=1"], POINTS, [POINT])
    workbook = load_workbook(BytesIO(written("xlsx", made, tmp_path).read_bytes()))
    cells = [
        cell for sheet in workbook for line in sheet.iter_rows() for cell in line if cell.value is not None
    ]
    assert {cell.data_type for cell in cells} == {"s", "n", "d"}
    first = {cell.value: cell for cell in cells}
    assert all(first[name].quotePrefix for name in ("=SUM(A1:A9)", "+86 便民点", "-1", "@村", "＝SUM(A1)"))
    assert workbook.sheetnames == ["便民网点", "说明"]


def test_an_area_too_large_for_a_cell_is_left_out_and_said_so(tmp_path):
    large = shapely.Point(118, 37).buffer(0.1, quad_segs=600)
    made, _ = content(["大", "小"], [large, SQUARE], [AREA])
    workbook = load_workbook(written("xlsx", made, tmp_path))
    assert [line[-1].value is None for line in workbook["便民网点"].iter_rows(min_row=2)] == [True, False]
    told = {name.value: value.value for name, value in workbook["说明"].iter_rows()}
    assert told["没有写入的图形"].startswith("1 个") and told["行数"] == "2"


@pytest.mark.parametrize("extension", FORMATS)
def test_a_layer_without_rows_is_a_table_all_the_same(extension, tmp_path):
    made, _ = content([], POINTS, [POINT])
    target = written(extension, made, tmp_path)
    if extension == "xlsx":
        assert load_workbook(target)["便民网点"].max_row == 1
    elif extension == "geojson":
        assert target.read_bytes().endswith(b'"features":[\n]}\n')
    else:
        assert list(read(target)[1]["名称"]) == []


def test_a_name_that_excel_cannot_hold_is_refused_and_not_mended(tmp_path):
    made, _ = content(["甲\x0b乙"], POINTS, [POINT])
    with pytest.raises(BadInput, match="写不进 Excel"):
        written("xlsx", made, tmp_path)
