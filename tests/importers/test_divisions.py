"""A list of administrative units, with areas or without, against the units that are there."""

import pytest
from django.contrib.gis.geos import Point

from layers.changes.aggregate import NOUNS
from layers.changes.reading import content_hash
from layers.changes.review import release, sign, submit
from layers.changes.undo import undo
from layers.public_geometry import public_area
from layers.regions.models import Region
from tests.harness.cast import make_cast
from tests.importers.lists import changed, checked, layer, sheet, told
from tests.importers.places import square, villages
from tests.layers.changes.making import reviewed

pytestmark = pytest.mark.django_db
HEADER = [
    "区划代码", "名称", "级别", "管理上级", "统计上级", "城乡分类", "驻地", "驻地经度", "驻地纬度", "办公电话", "设立日期",
]  # fmt: skip
NEW = {"区划代码": "371625104215", "名称": "新村村委会", "城乡分类": "220", "设立日期": "2024-05-01"}


@pytest.fixture
def cast():
    cast = make_cast()
    cast.villages = villages(cast.town)
    return cast


def code(number):
    return f"37162510430{number}"


def test_a_list_sets_seat_class_and_phone_and_makes_a_new_village_with_all_that_follows(cast):
    rows = [
        {"区划代码": code(0), "名称": "甲村", "城乡分类": "121 镇中心区", "驻地": "甲村 1 号", "办公电话": "0543-2180001"},
        NEW,
    ]  # fmt: skip
    found = checked("regions", cast.county_editor, sheet(HEADER, *rows))
    assert told(found) == []
    assert (found.counts["changed"], found.counts["new"]) == (1, 1)
    assert changed(found) == {code(0): {"urban_rural", "seat", "phone", "codes"}, "371625104215": None}
    reviewed(found.change_set, cast)
    new = Region.objects.get(code="371625104215")
    assert (new.manage_parent, new.stat_parent, new.level, new.kind) == (cast.town, cast.town, 4, "village")
    assert (new.path, new.short_name) == (f"{cast.town.path}{new.pk}/", "新村")
    assert new.codes.get().valid_from.isoformat() == "2024-05-01"
    assert new.readings.exists()
    there = Region.objects.get(code=code(0))
    assert (there.seat, there.urban_rural, there.name) == ("甲村 1 号", "121", "甲村村委会")


def test_the_same_list_again_changes_nothing(cast):
    file = sheet(HEADER, {"区划代码": code(0), "驻地": "甲村 1 号"}, NEW)
    reviewed(checked("regions", cast.county_editor, file).change_set, cast)
    again = checked("regions", cast.county_editor, file)
    assert (again.counts["unchanged"], again.change_set, told(again)) == (2, None, [])


def test_every_fault_of_every_row_is_told_at_once_and_nothing_is_drafted(cast):
    former = Region.objects.get(code=code(1))
    former.codes.create(code="371625104399", valid_from="1990-01-01", valid_to="2000-01-01")
    rows = [
        {"区划代码": "37162"},
        {"区划代码": code(0), "级别": "大村"},
        {"区划代码": code(0), "城乡分类": "999"},
        {"区划代码": code(0), "名称": "丁村"},
        {"区划代码": code(0), "级别": "乡镇街道"},
        {"区划代码": code(0), "管理上级": "天边镇"},
        {"区划代码": code(1), "管理上级": "博兴县"},
        {"区划代码": code(2), "驻地经度": 118.1},
        {"区划代码": "371625104399"},
        {"驻地": "没有代码和名称"},
        {"区划代码": "371625104216"},
        {**NEW, "设立日期": "2099-01-01"},
        {**NEW, "区划代码": "371699104217"},
        {"区划代码": "371625104218", "名称": "己村村委会"},
        {"区划代码": "371625104218", "名称": "庚村村委会"},
        {"名称": "没有的村"},
        {"区划代码": code(0), "设立日期": "去年"},
        {"区划代码": code(0), "办公电话": "打给我"},
        {"区划代码": code(0), "驻地经度": "东边"},
    ]
    found = checked("regions", cast.county_editor, sheet(HEADER, *rows))
    assert sorted(told(found)) == [
        (2, "bad_value"), (3, "bad_value"), (4, "bad_value"), (5, "other_name"), (6, "other_level"),
        (7, "duplicate_row"), (8, "wrong_parent"), (9, "bad_value"), (10, "former_code"), (11, "missing_value"),
        (12, "missing_value"), (13, "bad_value"), (14, "unknown_region"), (16, "duplicate_row"), (17, "unknown_region"),
        (18, "bad_value"), (19, "bad_value"), (20, "bad_value"),
    ]  # fmt: skip
    assert (found.status, found.change_set) == ("refused", None)
    by_row = {problem.row: problem for problem in found.problems}
    assert by_row[5].reason == f"代码 {code(0)} 是滨州市博兴县湖滨镇甲村村委会，名称却写着“丁村”"
    assert "现行代码是 371625104301" in by_row[10].reason


def test_a_unit_of_the_neighbour_county_is_refused(cast):
    found = checked(
        "regions", cast.county_editor, sheet(HEADER, {"区划代码": "371621101", "驻地": "石庙"}, NEW)
    )
    assert told(found) == [(2, "outside_region")]
    assert found.counts["outside"] == 1


def test_a_zone_may_manage_what_statistics_count_elsewhere(cast):
    rows = [{"区划代码": "371625104", "管理上级": "惠民县", "统计上级": "博兴县"}]
    found = checked("regions", cast.city_editor, sheet(HEADER, *rows))
    assert told(found) == []
    row = found.change_set.rows.get()
    assert (row.after["manage_parent"], row.after["stat_parent"]) == ("371621000000", "371625000000")
    done = submit(found.change_set.public_id, cast.city_editor, seen_hash=found.change_set.content_hash)
    sign(done.public_id, cast.city_reviewer, "review", seen_hash=done.content_hash)
    release(done.public_id, cast.city_publisher, seen_hash=done.content_hash)
    village = Region.objects.get(code=code(0))
    assert village.path.startswith(cast.neighbour.path)


def test_a_town_and_its_villages_are_new_in_one_file_in_any_order(cast):
    rows = [
        {"区划代码": "371625120201", "名称": "子村村委会"},
        {"区划代码": "371625120", "名称": "新设镇"},
    ]
    found = checked("regions", cast.county_editor, sheet(HEADER, *rows))
    assert told(found) == []
    reviewed(found.change_set, cast)
    town = Region.objects.get(code="371625120000")
    assert Region.objects.get(code="371625120201").manage_parent == town


def test_areas_come_by_code_or_full_name_and_the_public_area_is_derived(cast):
    by_name = square(118.12, 37.10, 0.01)
    file = layer(
        ({"xzqdm": code(0), "xzqmc": "甲村"}, square(118.10, 37.10, 0.015)),
        ({"xzqdm": None, "xzqmc": "湖滨镇乙村"}, by_name),
    )
    Region.objects.filter(code=code(0)).update(is_sample_area=True)
    old = content_hash(NOUNS["region"], [code(0), code(1)])
    found = checked("regions", cast.county_editor, file)
    assert told(found) == []
    assert changed(found)[code(0)] == {"area", "is_sample_area", "label_point", "codes"}
    done = reviewed(found.change_set, cast)
    first, second = (Region.objects.get(code=code(number)) for number in (0, 1))
    assert not first.is_sample_area
    assert second.area.equals_exact(by_name, 1e-7)
    assert first.public_area.equals(public_area("regions", first.area))
    assert first.label_point.equals_exact(Point(118.1075, 37.1075, srid=4490), 1e-6)
    again = checked("regions", cast.county_editor, file)
    assert (again.counts["unchanged"], again.change_set) == (2, None)
    reviewed(undo(done.public_id, cast.county_editor), cast)
    assert content_hash(NOUNS["region"], [code(0), code(1)]) == old
    assert Region.objects.get(code=code(0)).is_sample_area


def test_an_area_that_crosses_itself_is_a_line_or_lies_elsewhere_is_refused_and_never_repaired(cast):
    bow = [[[118.1, 37.1], [118.12, 37.12], [118.12, 37.1], [118.1, 37.12], [118.1, 37.1]]]
    file = layer(
        ({"code": code(0)}, bow),
        ({"code": code(1)}, Point(118.1, 37.1)),
        ({"code": code(2)}, square(121.1, 37.1)),
    )
    found = checked("regions", cast.county_editor, file)
    assert told(found) == [(1, "self_intersection"), (2, "not_an_area"), (3, "outside_city")]
    assert "118.11，37.11" in found.problems[0].reason


def test_the_example_of_the_template_is_left_out_and_a_list_is_never_replaced_whole(cast):
    from geo.errors import BadInput
    from importers.dataset import dataset_of
    from importers.handed import HandedFile
    from importers.template import template

    content = template("行政区划", dataset_of("regions").columns(None))
    with pytest.raises(BadInput, match="没有要导入的行"):
        checked("regions", cast.county_editor, HandedFile("模板.xlsx", content))
    with pytest.raises(BadInput, match="不能整体替换"):
        checked("regions", cast.county_editor, sheet(HEADER, NEW), mode="replace", region="371625000000")
