"""Lists of land cases: a row becomes a case with its approval, its stages and its villages."""

import datetime as dt
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from importers.dataset import dataset_of
from importers.template import template
from layers.changes.aggregate import NOUNS
from layers.changes.reading import snapshot
from layers.land.models import Approval, Case
from layers.land.regimes import regime_of_approval, regime_on
from tests.harness.cast import make_cast
from tests.importers.lists import changed, checked, sheet, told
from tests.importers.places import villages
from tests.layers.changes.making import released_case

pytestmark = pytest.mark.django_db
HEADER = [
    "编号", "项目名称", "县", "类型", "用途", "总面积（公顷）",
    "总面积（亩）", "涉及村", "适用制度", "制度认定理由", "启动日期",
    "批复文号", "批准机关", "批准日期", "收到日期", "征地告知书", "征收土地预公告", "征收土地预公告文号",
    "征地补偿安置公告", "组卷报批",
    "征收土地公告", "征收土地公告文号", "单位",
]  # fmt: skip
NAME = "博兴县2024年第三批次城镇建设用地"
ROW = {
    "项目名称": NAME, "县": "博兴县", "用途": "工业用地", "总面积（公顷）": 1.8,
    "涉及村": "湖滨镇甲村 1.2345、371625104301（0.5655公顷）", "批复文号": "鲁政土字[2024] 012号", "批准机关": "山东省人民政府",
    "批准日期": "2024-08-20", "收到日期": "2024/8/26", "征收土地预公告": "2024年1月8日",
    "征收土地预公告文号": "博政征预〔2024〕3号", "征地补偿安置公告": "2024-03-04", "征收土地公告": "2024-09-10",
}  # fmt: skip


@pytest.fixture
def cast():
    cast = make_cast()
    cast.villages = villages(cast.town)
    return cast


def of(cast, *rows, user=None, header=HEADER, **given):
    return checked("cases", user or cast.county_editor, sheet(header, *rows), **given)


def imported(cast, *rows, **given):
    found = of(cast, *rows, **given)
    assert found.change_set is not None, found.problems
    return released_case(found.change_set, cast)


def without(*titles, **given):
    return {title: value for title, value in ROW.items() if title not in titles} | given


def test_a_row_becomes_a_public_case_with_approval_stages_and_villages(cast, client):
    imported(cast, ROW)
    case = Case.objects.get()
    assert (case.regime, case.kind, case.year, case.batch_no) == ("R4_2021", "batch", 2024, 3)
    assert (case.began_on, case.total_area_ha, case.organisation) == (
        dt.date(2024, 1, 8),
        Decimal("1.8000"),
        cast.bureau,
    )
    assert (case.approval.doc_no, case.approval.level) == ("鲁政土字〔2024〕12号", Approval.Level.PROVINCE)
    assert case.approval.received_on == dt.date(2024, 8, 26)
    stages = {stage.kind.code: stage.posted_on for stage in case.stages.select_related("kind")}
    assert stages["PLAN_NOTICE"] == dt.date(2024, 3, 4)
    assert stages["FINAL_NOTICE"] == dt.date(2024, 9, 10)
    assert stages["APPROVAL"] == dt.date(2024, 8, 20)
    assert case.stages.get(kind__code="PRE_NOTICE").doc_no == "博政征预〔2024〕3号"
    areas = {one.village.code: one.area_ha for one in case.case_villages.select_related("village")}
    assert areas == {"371625104300": Decimal("1.2345"), "371625104301": Decimal("0.5655")}
    assert NAME in client.get(f"/v/{cast.villages[0].code}").content.decode()


def test_the_same_list_again_changes_nothing_and_an_empty_cell_takes_nothing_away(cast):
    imported(cast, ROW)
    again = of(cast, ROW)
    assert (again.counts["unchanged"], again.change_set, again.status) == (1, None, "ok")
    sparse = {"项目名称": NAME, "县": "博兴县", "批复文号": "鲁政土字〔2024〕12号", "用途": "仓储用地"}
    key = Case.objects.get().public_id
    found = of(cast, sparse)
    assert changed(found) == {key: {"purpose"}}
    found = of(cast, {**without(), "编号": key, "项目名称": f"{NAME}（更正）"})
    assert changed(found) == {key: {"name"}}


def test_a_case_without_approval_gets_it_by_its_name_and_another_number_is_asked(cast):
    parts = ("批复文号", "批准机关", "批准日期", "收到日期", "征收土地公告")
    imported(cast, without(*parts))
    key = Case.objects.get().public_id
    assert changed(of(cast, ROW)) == {key: {"approval", "stages"}}
    imported(cast, ROW)
    other = without(批复文号="鲁政土字〔2024〕99号")
    found = of(cast, other)
    assert (told(found), found.status) == ([(2, "near_duplicate")], "refused")
    assert key in found.problems[0].reason
    assert of(cast, other, answers={"2": "new"}).counts["new"] == 1


def test_a_list_never_takes_a_published_case_away(cast):
    imported(cast, ROW)
    found = of(cast, without(项目名称="博兴县2024年第4批次城镇建设用地"))
    assert [row.before for row in found.change_set.rows.all()] == [None]
    with pytest.raises(Exception, match="不能整体替换"):
        of(cast, ROW, mode="replace", region="371625000000")
    assert snapshot(NOUNS["case"], Case.objects.get().public_id) is not None


@pytest.mark.parametrize(
    ("given", "total"),
    [({"总面积（亩）": 27}, "1.8000"), ({"总面积（公顷）": 1.8, "总面积（亩）": 27.0}, "1.8000"),
     ({"总面积（公顷）": "18,000平方米"}, "1.8000")],
)  # fmt: skip
def test_an_area_in_any_unit_is_the_same_area(cast, given, total):
    found = of(cast, without("总面积（公顷）", **given))
    assert found.change_set.rows.get().after["total_area_ha"] == total


def test_a_column_without_a_unit_is_asked_and_a_column_beside_it_answers(cast):
    header = ["面积" if title == "总面积（公顷）" else title for title in HEADER]
    row = without("总面积（公顷）", 面积=27, 涉及村="甲村 18.5亩、乙村 8.5亩")
    found = of(cast, row, header=header)
    assert told(found) == [(2, "no_unit")]
    found = of(cast, row, header=header, fixed={"area_unit": "亩"})
    after = found.change_set.rows.get().after
    assert after["total_area_ha"] == "1.8000"
    assert [one["area_ha"] for one in after["case_villages"]] == ["1.2333", "0.5667"]
    beside = of(cast, {**row, "面积单位": "亩"}, header=[*header, "面积单位"])
    assert beside.change_set.rows.get().after["total_area_ha"] == "1.8000"


@pytest.mark.parametrize(
    ("days", "regime", "stages"),
    [
        ({"批准日期": "2003-05-01", "征收土地公告": "2003-06-01"}, "R1_PRE2004", {"APPROVAL", "FIRST_NOTICE"}),
        ({"批准日期": "2015-05-01", "征收土地公告": "2015-05-20", "征地补偿安置公告": "2015-06-01", "征地告知书": "2014-12-01"},
         "R2_2004_2019", {"NOTIFY", "APPROVAL", "FIRST_NOTICE", "SECOND_NOTICE"}),
        ({"批准日期": "2022-05-01", "征地补偿安置公告": "2021-06-01"}, "R3_TRANSITION", {"APPROVAL", "PLAN_NOTICE"}),
        ({"批准日期": "2022-05-01", "启动日期": "2021-09-01"}, "R4_2021", {"APPROVAL"}),
        ({"批准日期": "2023-05-01"}, "R4_2021", {"APPROVAL"}),
    ],
)  # fmt: skip
def test_the_law_of_the_first_document_decides_and_names_the_stages(cast, days, regime, stages):
    bare = without(
        "征收土地预公告", "征收土地预公告文号", "征地补偿安置公告", "征收土地公告", "收到日期", "批准日期"
    )
    found = of(cast, bare | days)
    after = found.change_set.rows.get().after
    assert (after["regime"], {row["kind"]["code"] for row in after["stages"]}) == (regime, stages)


def test_what_the_dates_cannot_decide_is_asked_and_an_exception_wants_its_reason(cast):
    bare = without("征收土地预公告", "征收土地预公告文号", "征地补偿安置公告", "征收土地公告", "收到日期")
    name = "博兴县2024年第{}批次城镇建设用地".format
    rows = [
        {**bare, "项目名称": name(10), "批准日期": "2022-05-01"},
        {**bare, "项目名称": name(11), "批准日期": "2022-05-01", "适用制度": "旧程序"},
        {**bare, "项目名称": name(12), "批准日期": "2015-05-01", "适用制度": "2021 年起（新条例）"},
        {**bare, "项目名称": name(13), "批准日期": "2015-05-01", "征收土地预公告": "2015-01-01"},
        {"项目名称": name(14), "县": "博兴县", "用途": "工业", "总面积（公顷）": 1, "涉及村": "甲村"},
    ]
    for row, number in zip(rows, range(1, 9), strict=False):
        row["批复文号"] = f"鲁政土字〔2022〕{number}号" if number < 5 else None
    assert told(of(cast, *rows)) == [
        (2, "regime_unknown"), (3, "regime_unknown"), (4, "other_regime"), (5, "other_regime"), (6, "regime_unknown"),
    ]  # fmt: skip
    answered = {**rows[0], "适用制度": "2020—2021 过渡期"}
    assert of(cast, answered).change_set.rows.get().after["regime"] == "R3_TRANSITION"
    reasoned = {**rows[2], "制度认定理由": "重新报批"}
    assert of(cast, reasoned).change_set.rows.get().after["regime_reason"] == "重新报批"
    old = {**rows[3], "征收土地预公告": None, "适用制度": "旧程序"}
    assert of(cast, old).change_set.rows.get().after["regime"] == "R2_2004_2019"


def test_every_fault_is_told_at_once_with_row_and_column(cast):
    rows = [
        without(县="湖滨镇"),
        without(县="天边县"),
        without(批复文号="12号"),
        without(批准机关=None, 项目名称="甲批次"),
        without(批准日期="2024-13-01"),
        without(收到日期="2024-08-01", 项目名称="乙批次"),
        without(涉及村="丁村", 项目名称="丙批次"),
        without(涉及村="石庙镇", 项目名称="丁批次"),
        without(涉及村="湖滨镇", 项目名称="戊批次"),
        without(涉及村="甲村 1、湖滨镇甲村 0.8", 项目名称="己批次"),
        without(涉及村=None, 项目名称="庚第2批"),
        without("总面积（公顷）", 项目名称="辛批次"),
        without(**{"总面积（公顷）": 1.23456, "项目名称": "壬批次"}),
        without(**{"总面积（亩）": 30, "项目名称": "癸第2批"}),
        without(组卷报批="2024-03-20", 项目名称="子第2批"),
        ROW,
        {**ROW},
        without(项目名称="丑批次", 批准日期="2024-08-21"),
        without(项目名称=None),
        without(项目名称="寅项目", 单位="没有这个局"),
        without(项目名称="卯项目", 用途=None),
    ]
    found = of(cast, *rows)
    errors = [(one.row, one.column, one.code) for one in found.problems if one.severity == "error"]
    assert errors == [
        (2, "县", "wrong_level"), (3, "县", "unknown_region"), (4, "批复文号", "bad_value"),
        (5, "批准机关", "missing_value"), (6, "批准日期", "bad_value"), (7, "收到日期", "bad_value"),
        (8, "涉及村", "unknown_region"), (9, "涉及村", "other_region"), (10, "涉及村", "wrong_level"),
        (11, "涉及村", "duplicate_row"), (12, "涉及村", "missing_value"), (13, "总面积（公顷）", "missing_value"),
        (14, "总面积（公顷）", "bad_value"), (15, "总面积（亩）", "differs"), (16, "启动日期", "against_procedure"),
        (18, "项目名称", "duplicate_row"), (19, "批准日期", "differs"), (20, "项目名称", "missing_value"),
        (21, "单位", "unknown_organisation"), (22, "类型", "missing_value"), (22, "用途", "missing_value"),
    ]  # fmt: skip
    assert (found.status, found.change_set) == ("refused", None)


def test_a_county_of_others_is_refused_and_a_case_of_others_is_not_changed(cast):
    found = of(cast, without(县="惠民县", 涉及村="石庙镇全部村"))
    assert (2, "outside_region") in told(found) or (2, "missing_value") in told(found)
    imported(cast, ROW)
    found = of(cast, without(用途="仓储用地"), user=cast.neighbour_editor)
    assert told(found) == [(2, "outside_region")]


def test_a_village_of_the_same_name_in_another_county_is_no_question(cast):
    from tests.layers.land.factories import village

    village("甲村村委会", "371621101300", cast.neighbour_town)
    after = of(cast, ROW).change_set.rows.get().after
    assert [one["village"] for one in after["case_villages"]] == ["371625104300", "371625104301"]


def test_areas_of_villages_that_do_not_add_up_and_a_late_notice_are_warnings(cast):
    found = of(cast, without(涉及村="甲村 1.0、乙村 0.5", 征收土地公告="2024-12-10"))
    assert found.status == "warning"
    assert {code for _, code in told(found)} == {"area_mismatch", "against_procedure"}
    assert "各村合计 1.5" in " ".join(one.reason for one in found.problems)


def test_the_template_has_the_columns_their_lists_and_an_example_that_is_left_out(cast, tmp_path):
    kind = dataset_of("cases")
    path = tmp_path / "模板.xlsx"
    path.write_bytes(template(kind.title, kind.columns(cast.county_editor)))
    titles = [cell.value for cell in load_workbook(path).active[1]]
    assert {"项目名称*", "批复文号", "征收面积（亩）", "涉及村", "征地补偿安置公告日期"} <= set(titles)


def test_the_law_changes_on_its_days():
    days = ["2004-10-31", "2004-11-01", "2019-12-31", "2020-01-01", "2021-08-31", "2021-09-01"]
    found = [regime_on(dt.date.fromisoformat(day)).value[:2] for day in days]
    assert found == ["R1", "R2", "R2", "R3", "R3", "R4"]
    assert regime_of_approval(dt.date(2022, 8, 1)) is None
    assert regime_of_approval(dt.date(2022, 9, 2)) == "R4_2021"
