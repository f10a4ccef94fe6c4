"""A list of service items, keyed by 实施编码, against items and offices that are there."""

import pytest

from layers.changes.aggregate import NOUNS
from layers.changes.drafting import draft, draft_withdrawal
from layers.changes.reading import content_hash
from layers.changes.undo import undo
from layers.search.models import SearchEntry
from layers.services.models import ServiceItem
from tests.harness.cast import make_cast
from tests.importers.lists import changed, checked, sheet, told
from tests.layers.changes.making import reviewed

pytestmark = pytest.mark.django_db
HEADER = [
    "实施编码", "事项名称", "事项类型", "实施主体", "窗口", "咨询电话", "申请材料", "跑动次数", "法定时限", "承诺时限",
    "办件类型", "核实于",
]  # fmt: skip
CODE = "11371625004500000A4370115001000"
OTHER = "11371625004500000A4370115002000"
BUREAU = "博兴县自然资源和规划局"


@pytest.fixture
def cast():
    return make_cast()


def item(**given):
    return {
        "实施编码": CODE, "事项名称": "不动产查询", "事项类型": "公共服务", "实施主体": BUREAU, "窗口": "3 号窗口",
        "申请材料": "身份证\n产权证", "跑动次数": "1 次", "法定时限": "20 个工作日", "承诺时限": "3",
    } | given  # fmt: skip


def test_a_new_item_is_drafted_reviewed_and_found_by_search(cast):
    found = checked("service_items", cast.county_editor, sheet(HEADER, item()))
    assert told(found) == [], found.problems
    assert found.counts["new"] == 1
    reviewed(found.change_set, cast)
    made = ServiceItem.objects.get()
    assert (made.name, made.code, made.organisation, made.visits) == ("不动产查询", CODE, cast.bureau, 1)
    assert ([one.name for one in made.materials.all()], made.duration) == (["身份证", "产权证"], "3 个工作日")
    assert SearchEntry.objects.filter(kind="item", key=made.public_id).exists()


def test_the_code_finds_the_item_and_an_empty_cell_changes_nothing(cast):
    reviewed(checked("service_items", cast.county_editor, sheet(HEADER, item())).change_set, cast)
    again = checked("service_items", cast.county_editor, sheet(HEADER, item()))
    assert (again.counts["unchanged"], again.change_set) == (1, None)
    rows = ["实施编码", "事项名称", "咨询电话", "窗口"]
    found = checked(
        "service_items", cast.county_editor,
        sheet(rows, {"实施编码": CODE, "事项名称": "不动产登记资料查询", "咨询电话": "0543-2180001"}),
    )  # fmt: skip
    made = ServiceItem.objects.get()
    assert changed(found) == {made.public_id: {"name", "phone"}}
    old = content_hash(NOUNS["service_item"], [made.public_id])
    done = reviewed(found.change_set, cast)
    assert ServiceItem.objects.get().name == "不动产登记资料查询"
    reviewed(undo(done.public_id, cast.county_editor), cast)
    assert content_hash(NOUNS["service_item"], [made.public_id]) == old


def test_an_item_without_a_code_is_found_by_name_and_office_and_may_get_its_code(cast):
    reviewed(
        checked("service_items", cast.county_editor, sheet(HEADER, item(实施编码=None))).change_set, cast
    )
    found = checked("service_items", cast.county_editor, sheet(HEADER, item()))
    assert changed(found) == {ServiceItem.objects.get().public_id: {"code"}}
    reviewed(found.change_set, cast)
    second = checked("service_items", cast.county_editor, sheet(HEADER, item(实施编码=OTHER)))
    assert second.counts["new"] == 1


def test_every_fault_is_told_at_once(cast):
    rows = [
        item(实施编码="123"),
        item(实施编码=1.1e30),
        item(实施编码=None, 事项名称=None),
        item(实施编码=None, 事项类型="行政工作"),
        item(实施编码=None, 事项名称="甲", 实施主体="没有的局"),
        item(实施编码=None, 事项名称="乙", 实施主体=None),
        item(实施编码=None, 事项名称="丙", 承诺时限="30"),
        item(实施编码=None, 事项名称="丁", 承诺时限="3 天"),
        item(实施编码=None, 事项名称="戊", 承诺时限="很快"),
        item(实施编码=None, 事项名称="己", 跑动次数="多次"),
        item(实施编码=None, 事项名称="庚", 办件类型="即办件"),
        item(实施编码=None, 事项名称="辛", 事项类型=None),
        item(实施编码=None, 事项名称="壬", 核实于="昨天"),
        item(实施编码=None, 事项名称="癸", 咨询电话="打给我"),
        item(),
        item(),
        item(实施编码=None, 事项名称="子", 申请材料="一" * 5_001),
    ]
    found = checked("service_items", cast.county_editor, sheet(HEADER, *rows))
    assert told(found) == [
        (2, "bad_value"), (3, "bad_value"), (4, "missing_value"), (5, "bad_value"), (6, "unknown_organisation"),
        (7, "missing_value"), (8, "bad_value"), (9, "bad_value"), (10, "bad_value"), (11, "bad_value"),
        (12, "bad_value"), (13, "bad_value"), (14, "bad_value"), (15, "bad_value"), (17, "duplicate_row"),
        (18, "bad_value"),
    ]  # fmt: skip
    by_row = {problem.row: problem.reason for problem in found.problems}
    assert "31 位" in by_row[2]
    assert "承诺办结时限不能长于法定办结时限" in by_row[8]
    assert (found.status, found.change_set) == ("refused", None)


def test_another_office_s_item_is_refused_by_its_new_and_by_its_old_owner(cast):
    reviewed_by_other = checked("service_items", cast.county_editor, sheet(HEADER, item())).change_set
    reviewed(reviewed_by_other, cast)
    mine = item(实施主体="博兴县教育和体育局")
    found = checked("service_items", cast.bureau_editor, sheet(HEADER, mine, item(实施编码=OTHER)))
    assert told(found) == [(2, "outside_region"), (3, "outside_region")]
    neighbour = checked("service_items", cast.neighbour_editor, sheet(HEADER, item(实施编码=OTHER)))
    assert told(neighbour) == [(2, "outside_region")]


def test_an_item_is_withdrawn_with_a_reason_and_leaves_the_search(cast):
    made = draft("service_item", cast.county_editor, after={
        "name": "旧事项", "kind": "public_service", "organisation": cast.bureau.public_id, "handler": "窗口",
    })  # fmt: skip
    reviewed(made, cast)
    key = made.rows.get().key
    reviewed(draft_withdrawal("service_item", cast.county_editor, key, "取消"), cast)
    assert ServiceItem.objects.get().withdrawal_reason == "取消"
    assert not SearchEntry.objects.filter(kind="item", key=key).exists()
