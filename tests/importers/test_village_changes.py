"""Lists of village changes: merged, split, renamed, moved and founded villages in one change set."""

import datetime as dt

import pytest

from layers.changes.aggregate import NOUNS
from layers.changes.reading import content_hash
from layers.changes.undo import undo
from layers.places.models import Place
from layers.regions.codes import find
from layers.regions.models import Level, Region, Succession
from tests.harness.cast import make_cast
from tests.importers.lists import checked, sheet, told
from tests.importers.places import villages
from tests.layers.changes.making import reviewed
from tests.layers.land.factories import region
from tests.layers.places.making import category, place

pytestmark = pytest.mark.django_db
HEADER = ["类型", "原代码", "原村名", "新代码", "新村名", "划入乡镇", "变更日期", "批复文号"]
DECREE = {"变更日期": "2024-05-01", "批复文号": "博政字〔2024〕3号"}
A, B, C, D, E = (f"37162510430{number}" for number in range(5))
NEW = "371625104211"


@pytest.fixture
def cast():
    cast = make_cast()
    cast.villages = villages(cast.town, 5)
    Region.objects.filter(level=Level.VILLAGE).update(valid_from=dt.date(1990, 1, 1))
    cast.other_town = region(Level.TOWN, "曹王镇", "371625101000", cast.county)
    return cast


def row(kind, old, new="", name="", **given):
    return {"类型": kind, "原代码": old, "新代码": new, "新村名": name, **DECREE} | given


MERGER = [row("合并", A, NEW, "新村村委会"), row("合并", B, NEW, "新村村委会")]


def imported(cast, *rows):
    found = checked("village_changes", cast.county_editor, sheet(HEADER, *rows))
    assert found.change_set is not None, found.problems
    return reviewed(found.change_set, cast)


def test_all_reforms_of_a_list_are_one_change_set_and_old_codes_and_names_lead_on(cast):
    clinic = place("甲村卫生室", cast.villages[0], (118.105, 37.105), category=category())
    done = imported(
        cast, *MERGER, row("更名", C, C, "丙新村村委会", 原村名="丙村"), row("划归", D, 划入乡镇="曹王镇"),
        row("新设", None, "371625104212", "开发社区居委会", 划入乡镇="湖滨镇"),
    )  # fmt: skip
    assert done.kind == "import"
    new = Region.objects.get(code=NEW)
    assert find(A) == find(B) == new
    assert sorted(new.other_names.values_list("name", flat=True)) == ["乙村村委会", "甲村村委会"]
    assert Succession.objects.get(predecessor__code=A).note == "博政字〔2024〕3号"
    assert Place.objects.get(pk=clinic.pk).region == new
    renamed = Region.objects.get(code=C)
    assert (renamed.name, renamed.other_names.get().name) == ("丙新村村委会", "丙村村委会")
    assert Region.objects.get(code=D).path.startswith(cast.other_town.path)
    assert Region.objects.get(code="371625104212").manage_parent == cast.town


def test_the_same_list_again_changes_nothing_and_one_undo_brings_all_back(cast):
    clinic = place("甲村卫生室", cast.villages[0], (118.105, 37.105), category=category())
    keys = [A, B, C, D]
    old = content_hash(NOUNS["region"], keys), content_hash(NOUNS["place"], [clinic.public_id])
    rows = [*MERGER, row("更名", C, "", "丙新村村委会"), row("划归", D, D, 划入乡镇="曹王镇")]
    done = imported(cast, *rows)
    again = checked("village_changes", cast.county_editor, sheet(HEADER, *rows))
    assert (again.counts["unchanged"], again.change_set, told(again)) == (4, None, [])
    by_name = [
        {**one, "原代码": None, "原村名": name}
        for one, name in zip(MERGER, ("甲村村委会", "乙村村委会"), strict=True)
    ]
    assert checked("village_changes", cast.county_editor, sheet(HEADER, *by_name)).counts["unchanged"] == 2
    reviewed(undo(done.public_id, cast.county_editor), cast)
    assert (content_hash(NOUNS["region"], keys), content_hash(NOUNS["place"], [clinic.public_id])) == old
    assert not Region.objects.filter(code=NEW).exists()


def test_a_split_a_merger_into_one_that_stays_and_a_new_code(cast):
    imported(
        cast, row("拆分", A, "371625104221", "甲东村村委会"), row("拆分", A, "371625104222", "甲西村村委会"),
        row("并入", B, C), row("并入", C, C), row("更名换码", D, "371625104223", "丁新村村委会"),
    )  # fmt: skip
    assert {unit.code for unit in find(A)} == {"371625104221", "371625104222"}
    assert find(B).code == C
    assert find(D).name == "丁新村村委会"
    assert Region.objects.get(code=C).valid_to is None


def test_every_fault_is_told_at_once_and_nothing_is_drafted(cast):
    rows = [
        row("搬家", A),
        row("合并", "12345", NEW, "新村村委会"),
        row("合并", A, None, "新村村委会"),
        row("合并", A, NEW, "新村村委会", 变更日期="2099-01-01"),
        row("合并", A, NEW, "新村村委会", 批复文号=None),
        row("合并", A, NEW, "新村村委会", 变更日期="去年"),
        row("合并", "371625104999", NEW, "新村村委会"),
        row("合并", A, NEW, "新村村委会", 原村名="丁村"),
        row("划归", A, 划入乡镇="博兴县"),
        row("划归", A),
        row("更名换码", B, "371625999201", "乙新村村委会"),
        row("更名换码", C, "371625104231"),
        row("合并", D, "371625104232", "单独村村委会"),
        row("并入", E, A, "戊村村委会"),
        row("合并", None, NEW, "新村村委会"),
    ]
    found = checked("village_changes", cast.county_editor, sheet(HEADER, *rows))
    assert told(found) == [
        (2, "bad_value"), (3, "bad_value"), (4, "missing_value"), (5, "bad_value"), (6, "missing_value"), (7, "bad_value"),
        (8, "unknown_region"), (9, "other_name"), (10, "wrong_level"), (11, "missing_value"), (12, "cannot_be"),
        (13, "missing_value"), (14, "cannot_be"), (15, "other_name"), (16, "missing_value"),
    ]  # fmt: skip
    reasons = {problem.row: problem.reason for problem in found.problems}
    assert "前 9 位应为 371625104" in reasons[12]
    assert "合并至少有两个村" in reasons[14]
    assert (found.status, found.change_set) == ("refused", None)


def test_one_village_in_two_reforms_of_a_file_is_refused(cast):
    rows = [*MERGER, row("更名换码", A, "371625104233", "甲新村村委会")]
    found = checked("village_changes", cast.county_editor, sheet(HEADER, *rows))
    assert told(found) == [(4, "duplicate_row")]
    assert "分成两个文件" in found.problems[0].reason


def test_villages_of_the_neighbour_county_are_refused(cast):
    far = region(
        Level.VILLAGE, "己村村委会", "371621101209", cast.neighbour_town, valid_from=dt.date(1990, 1, 1)
    )
    rows = [row("更名", far.code, far.code, "己新村村委会"), row("划归", A, 划入乡镇="石庙镇")]
    found = checked("village_changes", cast.county_editor, sheet(HEADER, *rows))
    assert told(found) == [(2, "outside_region"), (3, "outside_region")]
