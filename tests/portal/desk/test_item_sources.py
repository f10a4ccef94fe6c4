"""/staff/item-sources/: a security administrator gives the key, the office reads what came, reviewers see the conflicts."""

import json
import re

import pytest

from importers.item_sources.models import ItemSource
from layers.changes.drafting import draft
from layers.changes.models import ChangeSet
from layers.staff.models import User
from tests.harness.signing_in import sign_in
from tests.importers.item_sources.test_push import BUREAU, CODE, item
from tests.layers.changes.making import reviewed

pytestmark = pytest.mark.django_db
HERE = "/staff/item-sources/"


def text(answer):
    return answer.content.decode()


@pytest.fixture
def security(client, cast):
    return sign_in(client, cast.security_administrator)


def added(security, **given):
    form = {"name": "示例政务平台", "code": "platform", "region": "博兴县", "organisation": BUREAU, **given}
    return security.post(HERE, form)


def key_in(answer):
    return re.search(r'id="key">([^<]+)<', text(answer))[1]


def pushed(client, key, *items):
    return client.post(
        "/api/v1/items", json.dumps(items), content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )  # fmt: skip


def test_a_key_is_shown_once_exchanged_and_taken_back(security, cast):
    answer = added(security)
    key, source = key_in(answer), ItemSource.objects.get()
    assert key not in text(security.get(HERE))
    assert (source.assignment.region, source.assignment.organisation) == (cast.county, cast.bureau)
    assert not User.objects.get(username="platform").has_usable_password()
    fresh = key_in(security.post(f"{HERE}{source.pk}/renew"))
    assert pushed(security, key, item()).status_code == 401
    assert pushed(security, fresh, item()).status_code == 202
    assert security.post(f"{HERE}{source.pk}/revoke").status_code == 302
    assert "已收回" in text(security.get(HERE))
    assert pushed(security, fresh, item()).status_code == 401


def test_the_form_says_what_is_wrong_and_adds_nothing(security, cast):
    added(security)
    for given, said in (
        ({"code": "Platform"}, "这个用户名已有人用"),
        ({"code": "a b"}, "用户名只能用"),
        ({"code": "other", "organisation": "没有的局"}, "单位"),
        ({"code": "other", "name": ""}, "字段"),
    ):
        answer = added(security, **given)
        assert answer.status_code == 422, given
        assert said in text(answer), text(answer)
    assert ItemSource.objects.count() == 1


def test_editors_read_and_only_security_administrators_give_keys(security, client, cast):
    added(security)
    source = ItemSource.objects.get()
    mine = sign_in(client, cast.county_editor)
    assert "示例政务平台" in text(mine.get(HERE))
    assert mine.post(HERE, {}).status_code == 404
    assert mine.post(f"{HERE}{source.pk}/renew").status_code == 404
    theirs = sign_in(client, cast.neighbour_editor)
    assert "示例政务平台" not in text(theirs.get(HERE))
    assert theirs.get(f"{HERE}{source.pk}/").status_code == 404


def test_reports_and_conflicts_stand_on_the_source_s_page_and_before_the_reviewer(security, client, cast):
    key = key_in(added(security))
    by_hand = {
        "name": "不动产查询", "kind": "public_service", "organisation": cast.bureau.public_id, "handler": "2 号窗口",
        "code": CODE,
    }  # fmt: skip
    reviewed(draft("service_item", cast.county_editor, after=by_hand), cast)
    assert pushed(client, key, item(taskCode="12")).status_code == 422
    assert pushed(client, key, item()).status_code == 202
    page = text(sign_in(client, cast.county_editor).get(f"{HERE}{ItemSource.objects.get().pk}/"))
    assert "实施编码应为 31 位" in page and "2 号窗口" in page and "人工编辑（" in page
    waiting = ChangeSet.objects.get(kind="push")
    review = text(sign_in(client, cast.county_reviewer).get(waiting.get_absolute_url()))
    assert "来源要改别人写的，共 1 处" in review
    assert "2 号窗口" in review and "3 号窗口" in review
