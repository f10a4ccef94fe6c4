"""试算: a made-up profile against the public rules and against those of a draft."""

import re

import pytest

from layers.changes.aggregate import noun_of
from layers.changes.drafting import draft
from layers.changes.reading import snapshot
from tests.harness.signing_in import sign_in
from tests.layers.benefits.making import benefit

pytestmark = pytest.mark.django_db
RULES = [("age", "at_least", "60"), ("situation", "has", "低保", 1), ("farms", "is", "是", 1)]


@pytest.fixture
def found(cast):
    return benefit(cast.bureau, "高龄津贴", RULES)


def verdicts(html):
    return re.findall(r'<span class="verdict">([^<]+)</span>', html)


def tried(client, address, answers, status=200):
    answer = client.post(address, {"answers": answers})
    assert answer.status_code == status
    return answer.content.decode()


def test_each_rule_is_met_not_met_or_unknown_and_so_is_the_whole(desk, found):
    address = f"/staff/benefits/{found.public_id}/bench/"
    assert f'href="{address}"' in desk.get(f"/staff/benefits/{found.public_id}/").content.decode()
    assert verdicts(desk.get(address).content.decode()) == []
    html = tried(desk, address, "地区：博兴县\n年龄：67")
    assert verdicts(html) == ["符合", "符合", "还不知道", "还不知道"]
    assert "<h2>高龄津贴：还不知道</h2>" in html and "第1条" in html
    html = tried(desk, address, "地区：博兴县\n年龄：67\n务农：是")
    assert verdicts(html) == ["符合", "符合", "还不知道", "符合"] and "高龄津贴：符合</h2>" in html
    html = tried(desk, address, "年龄：59")
    assert verdicts(html)[1] == "不符合" and "高龄津贴：不符合</h2>" in html


def test_what_cannot_be_read_is_named_by_its_line_and_kept(desk, found):
    html = tried(desk, f"/staff/benefits/{found.public_id}/bench/", "年龄：六十七", 422)
    assert "第 1 行：年龄：“六十七”应为数字" in html and ">年龄：六十七</textarea>" in html
    assert verdicts(html) == []


def test_a_draft_is_tried_as_it_stands_and_the_public_rules_stay(desk, cast, found):
    content = snapshot(noun_of("benefit"), found.public_id)
    rules = [{**content["rules"][0], "wanted": "70"}, *content["rules"][1:]]
    made = draft("benefit", cast.county_editor, found.public_id, {**content, "rules": rules})
    address = f"/staff/changes/{made.public_id}/bench/"
    for page in (made.get_absolute_url(), f"/staff/changes/{made.public_id}/edit/"):
        assert f'href="{address}"' in desk.get(page).content.decode()
    assert verdicts(tried(desk, address, "年龄：67"))[1] == "不符合"
    assert verdicts(tried(desk, f"/staff/benefits/{found.public_id}/bench/", "年龄：67"))[1] == "符合"


def test_a_draft_whose_rules_cannot_be_asked_yet_says_so(desk, cast):
    made = draft(
        "benefit", cast.county_editor, None, {"name": "新的补贴", "served": "resident", "rules": [{}]}
    )
    html = tried(desk, f"/staff/changes/{made.public_id}/bench/", "")
    assert "条件还不能算：申请条件第 1 行" in html


def test_it_is_the_offices_own(client, cast, found):
    made = draft("benefit", cast.county_editor, found.public_id)
    for person in (cast.neighbour_editor, cast.bureau_editor):
        sign_in(client, person)
        assert client.get(f"/staff/changes/{made.public_id}/bench/").status_code == 404
    sign_in(client, cast.neighbour_editor)
    assert client.get(f"/staff/benefits/{found.public_id}/bench/").status_code == 404
