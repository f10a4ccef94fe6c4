"""Catchments by map and by villages, and the answer to a village and to somebody who stands somewhere."""

import pytest

from geo.position import Position
from layers.catchments.here import of_point, of_village
from layers.catchments.models import Catchment
from layers.changes.aggregate import NOUNS
from layers.changes.reading import content_hash
from layers.changes.undo import undo
from layers.regions.models import Succession
from tests.harness.cast import make_cast
from tests.importers.lists import changed, checked, layer, sheet, told
from tests.importers.places import square, villages
from tests.layers.changes.making import reviewed
from tests.layers.places.making import category, place

pytestmark = pytest.mark.django_db
HEADER = ["学段", "学校名称", "县区", "学年", "服务范围", "招生范围", "公告"]
NOTICE = "博兴县教育和体育局 2026 年招生公告"
ROW = {
    "学段": "小学",
    "学校名称": "湖滨镇中心小学",
    "县区": "博兴县",
    "学年": 2026,
    "服务范围": "甲村、乙村",
    "公告": NOTICE,
}


@pytest.fixture
def cast():
    cast = make_cast()
    cast.villages = villages(cast.town)
    return cast


def imported(cast, file):
    found = checked("catchments", cast.county_editor, file)
    assert found.change_set is not None, found.problems
    return reviewed(found.change_set, cast)


def names(answers):
    return [(one.service, one.year, [catchment.name for catchment in one.catchments]) for one in answers]


def standing(lng, lat):
    return Position.parse(str(lng), str(lat), "10")


def test_a_list_of_villages_answers_the_villages_and_who_stands_in_them(cast, client):
    school = place("湖滨镇中心小学", cast.town, (118.11, 37.11), category=category())
    rows = [
        ROW,
        {**ROW, "学段": "卫生院", "学校名称": "湖滨镇卫生院", "服务范围": "湖滨镇", "公告": "县卫健局"},
    ]
    imported(cast, sheet(HEADER, *rows))
    first, _, last = cast.villages
    assert names(of_village(first)) == [
        ("primary", 2026, ["湖滨镇中心小学"]), ("health", 2026, ["湖滨镇卫生院"]),
    ]  # fmt: skip
    assert names(of_village(last)) == [("health", 2026, ["湖滨镇卫生院"])]
    assert names(of_point(standing(118.105, 37.105))) == names(of_village(first))
    assert of_point(standing(118.3, 37.3)) == []
    page = client.get(f"/v/{first.code}").content.decode()
    assert f'<a class="row" href="/map/{school.public_id}">' in page
    assert f"来源：{NOTICE}" in page
    assert "卫生院：湖滨镇卫生院" in page
    here = client.post("/land/here", {"lng": "118.105", "lat": "37.105", "accuracy": "10"}).content.decode()
    assert "小学：湖滨镇中心小学" in here


def test_without_data_the_pages_say_so(cast, client):
    assert "本村还没有公布学区和服务片区" in client.get(f"/v/{cast.village.code}").content.decode()
    assert "这里还没有公布学区和服务片区" in client.get("/land/here?lng=118.3&lat=37.3").content.decode()


def test_areas_of_a_map_answer_a_point_exactly_and_a_village_that_is_cut_is_told_both(cast, client):
    said = {"lx": "小学", "县区": "博兴县", "year": "2026", "公告": NOTICE}
    file = layer(
        ({**said, "学校": "东小学"}, square(118.115, 37.09, 0.06)),
        ({**said, "学校": "西小学"}, square(118.085, 37.09, 0.03)),
    )
    found = checked("catchments", cast.county_editor, file)
    assert told(found) == [(1, "no_place"), (2, "no_place")]
    assert found.status == "warning"
    reviewed(found.change_set, cast)
    assert names(of_village(cast.villages[0])) == [("primary", 2026, ["东小学", "西小学"])]
    assert names(of_village(cast.villages[1])) == [("primary", 2026, ["东小学"])]
    assert names(of_point(standing(118.112, 37.105))) == [("primary", 2026, ["西小学"])]
    page = client.get(f"/v/{cast.villages[0].code}").content.decode()
    assert "小学：这里分属几个片区，以您家的住址和当年的公告为准。" in page
    again = checked("catchments", cast.county_editor, file)
    assert (again.counts["unchanged"], again.change_set) == (2, None)


def test_the_newest_year_answers_and_the_old_one_stays_on_record(cast):
    imported(cast, sheet(HEADER, ROW, {**ROW, "学年": "2025 学年", "学校名称": "旧小学"}))
    assert names(of_village(cast.villages[0])) == [("primary", 2026, ["湖滨镇中心小学"])]
    assert Catchment.objects.published().count() == 2


def test_the_same_list_changes_nothing_a_changed_one_only_its_villages_and_undo_is_exact(cast):
    imported(cast, sheet(HEADER, ROW))
    key = Catchment.objects.get().public_id
    old = content_hash(NOUNS["catchment"], [key])
    again = checked("catchments", cast.county_editor, sheet(HEADER, ROW))
    assert (again.counts["unchanged"], again.change_set) == (1, None)
    rows = [{**ROW, "服务范围": "甲村"}, {**ROW, "服务范围": "丙村"}]
    found = checked("catchments", cast.county_editor, sheet(HEADER, *rows))
    assert changed(found) == {key: {"catchment_villages"}}
    done = reviewed(found.change_set, cast)
    assert of_village(cast.villages[1]) == []
    reviewed(undo(done.public_id, cast.county_editor), cast)
    assert content_hash(NOUNS["catchment"], [key]) == old


def test_a_merged_village_is_asked_by_its_successor(cast):
    imported(cast, sheet(HEADER, ROW))
    Succession.objects.create(predecessor=cast.villages[0], successor=cast.villages[2], on="2026-06-01")
    assert names(of_village(cast.villages[2])) == [("primary", 2026, ["湖滨镇中心小学"])]


def test_every_fault_is_told_at_once(cast):
    rows = [
        {**ROW, "学段": "大学"},
        {**ROW, "学校名称": None},
        {**ROW, "县区": "湖滨镇"},
        {**ROW, "学年": "明年"},
        {**ROW, "服务范围": "丁村"},
        {**ROW, "学校名称": "乙校", "服务范围": None},
        {**ROW, "学校名称": "丙校", "公告": None},
        {**ROW, "学校名称": "丁校"},
        {**ROW, "学校名称": "丁校", "公告": "另一份"},
        {**ROW, "学校名称": "戊校", "县区": "惠民县"},
        {**ROW, "学校名称": "己校", "服务范围": "博兴县"},
        {**ROW, "学校名称": "庚校", "县区": "没有县"},
    ]
    found = checked("catchments", cast.county_editor, sheet(HEADER, *rows))
    assert [one for one in told(found) if one[1] != "no_place"] == [
        (2, "bad_value"), (3, "missing_value"), (4, "wrong_level"), (5, "bad_value"), (6, "unknown_region"),
        (7, "missing_value"), (8, "missing_value"), (10, "differs"), (11, "outside_region"), (12, "wrong_level"),
        (13, "unknown_region"),
    ]  # fmt: skip
    assert (found.status, found.change_set) == ("refused", None)
