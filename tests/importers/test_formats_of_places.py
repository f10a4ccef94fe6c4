"""Places from the formats of GIS offices, through the one door: the same rows, the same answers."""

import pytest

from geo.crs import from_4490
from importers.handed import HandedFile
from tests.harness.cast import make_cast
from tests.importers.places import HEADER, checked_file, row, told, villages
from tests.importers.shapefiles import gbk_shapefile
from tests.layers.places.making import category

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cast = make_cast()
    category()
    cast.villages = villages(cast.town)
    return cast


def shape_rows(count, srid=4490, **given):
    made = []
    for number in range(count):
        name, kind, village, lng, lat, phone = row(number, **given)
        made.append((*from_4490(lng, lat, srid), name, kind, village, phone))
    return made


def test_a_gbk_shapefile_without_cpg_is_read_whole_in_the_crs_of_its_prj(cast):
    file = HandedFile("卫生室.zip", gbk_shapefile(shape_rows(12, 4527), 4527))
    found = checked_file(cast.county_editor, file, crs="")
    assert told(found) == []
    assert (found.decision.crs.code, found.counts["new"]) == ("4527", 12)
    assert found.mapping == {"name": "名称", "category": "类目", "region": "所在村", "phones": "联系电话"}
    first = found.change_set.rows.order_by("seq").first()
    assert first.after["name"] == "第 0 卫生室"
    assert first.after["source"] == "导入（卫生室.zip 第 1 行，EPSG:4527）"


def test_a_prj_that_lies_is_told_by_the_villages(cast):
    from geo.datum import wgs84_to_bd09

    rows = []
    for number in range(12):
        name, kind, village, lng, lat, phone = row(number)
        rows.append((*wgs84_to_bd09(lng + 0.013, lat), name, kind, village, phone))
    found = checked_file(cast.county_editor, HandedFile("卫生室.zip", gbk_shapefile(rows)), crs="")
    assert told(found) == [(None, "crs_doubtful")]
    assert "BD-09" in found.problems[0].suggestion


def test_geojson_says_wgs84_and_a_line_is_no_place(cast):
    import json

    def feature(number, geometry=None):
        name, kind, village, lng, lat, _ = row(number)
        point = {"type": "Point", "coordinates": [lng, lat]}
        return {
            "type": "Feature", "geometry": geometry or point,
            "properties": {"名称": name, "类目": kind, "所在村": village},
        }  # fmt: skip

    line = {"type": "LineString", "coordinates": [[118.1, 37.1], [118.2, 37.2]]}
    text = json.dumps({"type": "FeatureCollection", "features": [feature(0), feature(1, line), feature(2)]})
    found = checked_file(cast.county_editor, HandedFile("点.geojson", text.encode()), crs="")
    assert told(found) == [(2, "not_a_point")]
    assert found.decision.crs.code == "4326"


def test_heights_are_left_aside_and_it_is_said(cast):
    import json

    name, kind, village, lng, lat, _ = row(0)
    point = {
        "type": "Feature", "geometry": {"type": "Point", "coordinates": [lng, lat, 12.5]},
        "properties": {"名称": name, "类目": kind, "所在村": village},
    }  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": [point]})
    found = checked_file(cast.county_editor, HandedFile("点.geojson", text.encode()), crs="")
    assert (told(found), found.counts["new"]) == ([], 1)
    assert any("高程" in note for note in found.notes)


def test_a_text_table_in_gbk_keeps_the_numbers_of_its_lines(cast):
    lines = [HEADER, row(0), row(1, 电话="电话"), row(2)]
    text = "\r\n".join(",".join(map(str, line)) for line in lines).encode("gb18030")
    found = checked_file(cast.county_editor, HandedFile("卫生室.csv", text))
    assert told(found) == [(3, "bad_value")]
