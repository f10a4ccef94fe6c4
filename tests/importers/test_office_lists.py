"""Lists of accounts, sites and policies: one row one record of one office, found by a key of its own, and reviewed."""

import pytest

from layers.channels.models import OfficialAccount, Website
from layers.policies.models import Policy
from tests.harness.cast import make_cast
from tests.importers.lists import changed, checked, sheet, told
from tests.layers.changes.making import reviewed
from tests.layers.policies.making import policy, section

pytestmark = pytest.mark.django_db
BUREAU = "博兴县自然资源和规划局"
NUMBER = "博自然资字〔2026〕3号"
ROWS = {
    "official_accounts": (OfficialAccount, {
        "平台": "微信公众号", "账号名称": "博兴自然资源", "主办单位": BUREAU, "网址": "https://mp.example.com/a", "简介": "示例",
    }),
    "websites": (Website, {
        "网址": "https://zr.example.com/", "网站名称": "自然资源网", "类型": "部门网站", "主办单位": BUREAU, "能正常打开": "否",
    }),
    "policies": (Policy, {
        "文号": NUMBER, "标题": "补偿办法", "发文机关": BUREAU, "版块": "惠企政策", "成文日期": "2026-03-01",
        "正文": "第一条 <适用>\n第二条 标准",
    }),
}  # fmt: skip


@pytest.fixture
def cast():
    section()
    return make_cast()


def hand(dataset, person, *rows):
    return checked(dataset, person, sheet(list(rows[0]), *rows))


@pytest.mark.parametrize("dataset", ROWS)
def test_a_new_row_is_reviewed_and_public_and_the_same_file_again_changes_nothing(cast, dataset):
    model, row = ROWS[dataset]
    found = hand(dataset, cast.county_editor, row)
    assert told(found) == [], found.problems
    reviewed(found.change_set, cast)
    assert model.objects.published().get().organisation == cast.bureau
    again = hand(dataset, cast.county_editor, row)
    assert (told(again), again.counts["unchanged"], again.counts["new"]) == ([], 1, 0)


@pytest.mark.parametrize(
    ("dataset", "second", "names"),
    [
        ("official_accounts", {"平台": "微信公众号", "账号名称": "博兴自然资源", "最近更新": "2026-11-01"}, {"last_post_on"}),
        ("websites", {"网址": "https://zr.example.com/", "嵌入": "不允许嵌入"}, {"framing"}),
        ("policies", {"文号": "博自然资字[2026]3号", "标题": "补偿办法", "有效期至": "2031-02-28"}, {"doc_no_raw", "expires_on"}),
    ],
)  # fmt: skip
def test_an_empty_cell_changes_nothing_of_what_is_there(cast, dataset, second, names):
    reviewed(hand(dataset, cast.county_editor, ROWS[dataset][1]).change_set, cast)
    found = hand(dataset, cast.county_editor, second)
    assert told(found) == [], found.problems
    assert list(changed(found).values()) == [names]


@pytest.mark.parametrize(
    ("dataset", "wrong", "code", "word"),
    [
        ("official_accounts", {"网址": "javascript:alert(1)"}, "bad_value", "网址"),
        ("websites", {"网址": "https://10.0.0.1/"}, "bad_value", "域名"),
        ("policies", {"文号": "第三号"}, "bad_value", "文号"),
        ("policies", {"有效期至": "2020-01-01"}, "bad_value", "有效期至"),
        ("websites", {"主办单位": None}, "missing_value", "哪个单位"),
    ],
)
def test_a_bad_row_is_named_and_nothing_of_the_file_is_drafted(cast, dataset, wrong, code, word):
    good = ROWS[dataset][1]
    header = list(good | wrong)
    found = checked(dataset, cast.county_editor, sheet(header, good | wrong))
    assert found.change_set is None
    (problem,) = found.problems
    assert (problem.row, problem.code) == (2, code)
    assert word in problem.reason


def test_two_rows_of_one_record_are_refused(cast):
    row = ROWS["websites"][1]
    assert told(hand("websites", cast.county_editor, row, row)) == [(3, "duplicate_row")]


def test_nobody_changes_what_another_office_has_by_a_row_that_names_it(cast):
    policy(cast.other_bureau, "别局的办法", doc_no_raw=NUMBER)
    row = {"文号": NUMBER, "标题": "改名的办法", "发文机关": None}
    assert told(hand("policies", cast.county_editor, row)) == [(2, "outside_region")]
    row = ROWS["official_accounts"][1] | {"主办单位": cast.neighbour_bureau.name}
    assert told(hand("official_accounts", cast.county_editor, row)) == [(2, "outside_region")]


def test_the_words_of_a_policy_stay_words(cast):
    reviewed(hand("policies", cast.county_editor, ROWS["policies"][1]).change_set, cast)
    assert Policy.objects.get().body == "<p>第一条 &lt;适用&gt;</p><p>第二条 标准</p>"
