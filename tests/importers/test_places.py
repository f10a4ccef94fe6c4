"""A file of places against real regions and places: what is new, changed, wrong, and whose it is."""

import pytest

from layers.places.models import Place
from tests.harness.cast import make_cast
from tests.importers.places import HEADER, checked, row, told, villages
from tests.layers.changes.making import reviewed
from tests.layers.places.making import category

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cast = make_cast()
    category()
    cast.villages = villages(cast.town)
    return cast


def test_a_clean_file_becomes_one_change_set_that_is_reviewed_and_released_whole(cast):
    found = checked(cast.county_editor, [row(number) for number in range(6)])
    assert told(found) == []
    assert found.status == "ok"
    assert found.counts["new"] == 6
    made = found.change_set
    assert (made.kind, made.row_count, made.state) == ("import", 6, "draft")
    assert Place.objects.count() == 0
    reviewed(made, cast)
    there = Place.objects.select_related("region").order_by("name")
    assert [place.region.name for place in there] == [f"{x}村村委会" for x in "甲乙丙甲乙丙"]
    assert there[0].phones.get().number == "0543-2180001"
    assert there[0].source == "导入（卫生室.xlsx 第 2 行，EPSG:4490）"


def test_all_problems_of_all_rows_are_told_at_once_and_no_draft_is_left(cast):
    rows = [
        row(0),
        row(1, 类目="不存在"),
        row(2, 电话=5432180001),
        row(3, name="", 名称=""),
        row(4, 经度="东边"),
        row(5, 经度=121.5),
        row(6, 所在区划="天边村"),
        row(0),
    ]
    found = checked(cast.county_editor, rows)
    assert told(found) == [
        (3, "bad_value"), (4, "bad_value"), (5, "missing_value"), (6, "bad_coordinate"), (7, "outside_city"),
        (8, "unknown_region"), (9, "duplicate_row"),
    ]  # fmt: skip
    first, phone, *_ = found.problems
    assert (first.column, first.value, first.reason) == ("类目", "不存在", "没有“不存在”这个类目")
    assert "开头的 0 可能丢了" in phone.reason
    assert phone.at == (row(2)[3], row(2)[4])
    assert (found.status, found.change_set, found.counts["error"]) == ("refused", None, 7)


def test_a_place_of_the_neighbour_county_is_shown_as_outside_and_refused(cast):
    cast.neighbour_village = villages_of(cast.neighbour_town)
    found = checked(cast.county_editor, [row(0), row(1, 所在区划="石庙镇己村", 经度=118.201, 纬度=37.301)])
    assert told(found) == [(3, "outside_region")]
    assert found.counts["outside"] == 1
    assert [one[1] for one in found.preview.as_json()] == ["outside", "new"]


def villages_of(town):
    from layers.regions.models import Kind, Level, Region
    from tests.importers.places import square

    village = Region.objects.create(
        level=Level.VILLAGE, kind=Kind.VILLAGE, name="己村村委会", code="371621101209", manage_parent=town,
        stat_parent=town, area=square(118.20, 37.30),
    )  # fmt: skip
    village.path = f"{town.path}{village.pk}/"
    village.save(update_fields=["path"])
    return village


def test_without_a_column_of_regions_the_village_is_the_one_around_the_point(cast):
    header = [title for title in HEADER if title != "所在区划"]
    rows = [[cell for at, cell in enumerate(row(number)) if at != 2] for number in range(3)]
    found = checked(cast.county_editor, rows, header)
    assert told(found) == []
    regions = found.change_set.rows.order_by("seq").values_list("after__region", flat=True)
    assert list(regions) == [village.code for village in cast.villages]


def test_the_same_file_again_changes_nothing_and_a_new_phone_changes_only_the_phone(cast):
    rows = [row(number) for number in range(4)]
    reviewed(checked(cast.county_editor, rows).change_set, cast)
    again = checked(cast.county_editor, rows)
    assert (again.counts["unchanged"], again.change_set) == (4, None)
    header = ["名称", "类目", "所在区划", "经度", "纬度", "联系电话"]
    found = checked(cast.county_editor, [*rows[:3], row(3, 电话="0543-2189999")], header)
    assert (found.counts["unchanged"], found.counts["changed"]) == (3, 1)
    (changed,) = found.change_set.rows.all()
    differs = {name for name in changed.after if changed.after[name] != changed.before[name]}
    assert differs == {"phones"}
    assert ["changed", "电话"] in [[one[1], one[5]] for one in found.preview.as_json()]


def test_appending_leaves_what_is_there_as_it_is(cast):
    reviewed(checked(cast.county_editor, [row(0)]).change_set, cast)
    found = checked(cast.county_editor, [row(0, 电话="0543-1"), row(1)], mode="append")
    assert (found.counts["skipped"], found.counts["new"]) == (1, 1)


def test_an_id_decides_and_an_empty_cell_changes_nothing(cast):
    reviewed(checked(cast.county_editor, [row(0)]).change_set, cast)
    place = Place.objects.get()
    found = checked(cast.county_editor, [[place.public_id, "", "0543-2180002"]], ["编号", "名称", "电话"])
    assert told(found) == []
    (changed,) = found.change_set.rows.all()
    assert (changed.after["name"], changed.after["location"]) == ("第 0 卫生室", changed.before["location"])
    assert changed.after["phones"][0]["number"] == "0543-2180002"
    wrong = checked(cast.county_editor, [["000000000", "", "0543-2180002"]], ["编号", "名称", "电话"])
    assert told(wrong) == [(2, "unknown_key")]


def test_a_place_of_nearly_the_same_name_nearby_is_asked_about_and_the_answer_decides(cast):
    reviewed(checked(cast.county_editor, [row(0, name="湖滨镇中心卫生院")]).change_set, cast)
    there = Place.objects.get()
    rows = [row(0, name="湖滨镇卫生院", 经度=118.1012), row(1)]
    asked = checked(cast.county_editor, rows)
    assert told(asked) == [(2, "near_duplicate")]
    assert (asked.status, asked.counts["question"], asked.change_set) == ("refused", 1, None)
    assert there.public_id in asked.problems[0].reason
    new = checked(cast.county_editor, rows, answers={"2": "new"})
    assert new.counts["new"] == 2
    same = checked(cast.county_editor, rows, answers={"2": there.public_id})
    assert (same.counts["changed"], same.counts["new"]) == (1, 1)


def test_replacing_withdraws_what_the_file_lacks_in_that_unit_and_of_its_categories_alone(cast):
    reviewed(checked(cast.county_editor, [row(number) for number in range(4)]).change_set, cast)
    category("t-school", "t-education", "示例学校", "示例教育")
    reviewed(checked(cast.county_editor, [row(4, 类目="示例学校")]).change_set, cast)
    found = checked(cast.county_editor, [row(0), row(1)], mode="replace", region=cast.town.code)
    assert (found.counts["unchanged"], found.counts["withdrawn"]) == (2, 2)
    assert told(found) == [(None, "withdraws")]
    assert found.status == "warning"
    reviewed(found.change_set, cast)
    public = Place.objects.published().values_list("name", flat=True)
    assert sorted(public) == ["第 0 卫生室", "第 1 卫生室", "第 4 卫生室"]


def test_a_place_of_another_bureau_is_not_taken_over_by_naming_ones_own(cast):
    header = [*HEADER, "主管单位"]
    theirs = checked(cast.bureau_editor, [[*row(0), cast.other_bureau.name]], header)
    from layers.changes.review import release, sign, submit

    made = submit(theirs.change_set.public_id, cast.bureau_editor, seen_hash=theirs.change_set.content_hash)
    sign(made.public_id, cast.county_third_reviewer, "review", seen_hash=made.content_hash)
    release(made.public_id, cast.county_publisher, seen_hash=made.content_hash)
    Place.objects.update(region=cast.county)
    found = checked(cast.county_editor, [[*row(0, 所在区划="博兴县"), cast.bureau.name]], header)
    assert told(found) == [(2, "outside_region")]
