"""POST /api/v1/items: a platform hands items in, and people of ours decide."""

import json

import pytest
from django.db import connection
from django.utils import timezone

from importers.item_sources import keys
from importers.item_sources.models import ItemSource, Push
from importers.item_sources.pushing import MOST_BYTES, forget_reports
from layers.changes.drafting import draft
from layers.changes.models import ChangeSet
from layers.changes.review import release, sign
from layers.services.models import ServiceItem
from tests.importers.lists import checked, sheet
from tests.layers.changes.making import now, reviewed

CODE, OTHER, THIRD = (f"11371625004500000A437011500{n}000" for n in (1, 2, 3))
BUREAU = "博兴县自然资源和规划局"


def item(**given):
    """As the national interface names its fields, but for those that it has none for."""
    return {
        "taskCode": CODE, "taskName": "不动产查询", "事项类型": "公共服务", "实施主体": BUREAU, "找谁办": "3 号窗口",
        "咨询电话": "0543-2180001", "到办事现场次数": 1, "承诺办结时限": 3, "法定办结时限": "20 个工作日",
        "办理流程": ["申请", "查询"],
        "所需材料": ["产权证", {"名称": "身份证", "形式": "原件和复印件", "份数": 2, "必要性": "容缺"}],
    } | given  # fmt: skip


@pytest.fixture
def push(client, source):
    def pushed(*items, key=source[1], body=None, **headers):
        content = json.dumps(list(items)) if body is None else body
        return client.post(
            "/api/v1/items",
            content,
            content_type=headers.pop("content_type", "application/json"),
            headers={"Authorization": f"Bearer {key}", **headers},
        )

    return pushed


def passed(answer, cast):
    """The change set of an answer, signed and public."""
    found = ChangeSet.objects.get(public_id=answer.json()["report"]["change_set"])
    sign(found.public_id, cast.county_reviewer, "review", seen_hash=found.content_hash)
    return release(found.public_id, cast.county_publisher, seen_hash=found.content_hash)


def test_a_push_waits_for_review_and_then_stands_there_with_all_it_said(push, cast):
    answer = push(item())
    assert answer.status_code == 202, answer.content
    told = answer.json()["report"]
    assert told["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "error": 0}
    assert not ServiceItem.objects.exists()
    done = passed(answer, cast)
    made = ServiceItem.objects.get()
    assert (made.code, made.name, made.organisation, made.promised_limit) == (
        CODE,
        "不动产查询",
        cast.bureau,
        3,
    )
    assert made.steps == "申请\n查询"
    second = made.materials.get(name="身份证")
    assert (second.form, second.copies, second.necessity) == ("both", 2, "later")
    assert str(done.author) == "示例政务平台"


def test_the_same_list_twice_is_one_before_the_review_and_no_change_after_it(push, cast):
    first = push(item())
    again = push(item())
    assert (again.status_code, again.json()["repeated"]) == (200, True)
    assert again.json()["report"]["change_set"] == first.json()["report"]["change_set"]
    passed(first, cast)
    after = push(item())
    assert (after.status_code, after.json()["message"]) == (200, "与已公布的内容相同，没有变化")
    assert ChangeSet.objects.count() == 1


def test_another_list_waits_outside_while_one_is_reviewed_and_takes_the_place_of_one_sent_back(push, cast):
    first = push(item())
    refused = push(item(taskName="不动产登记查询"))
    assert refused.status_code == 409
    waiting = ChangeSet.objects.get(public_id=first.json()["report"]["change_set"])
    assert waiting.public_id in refused.json()["error"]["message"]
    sign(
        waiting.public_id, cast.county_reviewer, "review", seen_hash=waiting.content_hash, decision="return",
        comment="名称不对",
    )  # fmt: skip
    second = push(item(taskName="不动产登记查询"))
    assert second.status_code == 202
    assert now(waiting).state == "dropped"


def test_every_fault_is_named_with_item_field_and_reason_and_nothing_is_taken(push):
    items = [
        item(),
        item(taskCode="12"),
        item(taskCode=OTHER, 承诺办结时限=30),
        item(taskCode=THIRD, 实施主体="没有的局"),
        item(taskCode=None),
        item(),
        item(taskCode=OTHER, 秘密="x"),
        item(taskCode=THIRD, 所需材料=[{"名称": "身份证", "形式": "原版"}]),
        item(taskCode=THIRD, 咨询电话={"a": 1}),
        item(taskCode=THIRD, taskName="名\u0000称"),
        "不是对象",
    ]
    answer = push(*items)
    assert answer.status_code == 422
    error = answer.json()["error"]
    told = {(one["item"], one["field"]): one["reason"] for one in error["report"]["problems"]}
    assert "31 位" in told[2, "taskCode"]
    assert "承诺办结时限不能长于法定" in told[3, "承诺办结时限"]
    assert told[4, "实施主体"] == "没有这个单位"
    assert told[5, "taskCode"] == "请填写实施编码"
    assert "与第 1 行重复" in told[6, "taskCode"]
    assert "没有这个字段" in told[7, "秘密"]
    assert "不在可选的范围内" in told[8, "所需材料"]
    assert told[9, "咨询电话"] == "应为文字、数字或列表"
    assert "NUL" in told[10, "taskName"]
    assert "应为对象" in told[11, "事项"]
    assert error["report"]["problems"][0]["code"] == "12"
    assert not ChangeSet.objects.exists()
    assert Push.objects.get().outcome == "refused"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b" ", "JSON"),
        (b"{", "JSON"),
        (b"\xff\xfe[]", "JSON"),
        (b'[{"taskCode": "\\ud800"}]', "JSON"),
        (b"[" * 5_000 + b"]" * 5_000, "JSON"),
        (b'[{"taskCode": NaN}]', "JSON"),
        (b"[]", "至少一个"),
        (b"7", "列表"),
        (b'{"items": [], "more": 1}', "列表"),
        (b'[{"taskCode": "a", "taskCode": "b"}]', "重名"),
    ],
)
def test_what_is_no_list_is_refused_in_words(push, body, said):
    answer = push(body=body)
    assert answer.status_code == 422
    assert said in answer.json()["error"]["report"]["problems"][0]["reason"]


def test_what_others_wrote_is_named_field_by_field_and_what_the_source_wrote_itself_is_not(push, cast):
    by_hand = {
        "name": "不动产查询", "kind": "public_service", "organisation": cast.bureau.public_id, "handler": "2 号窗口",
        "code": CODE, "phone": "0543-2180001",
    }  # fmt: skip
    reviewed(draft("service_item", cast.county_editor, after=by_hand), cast)
    told = push(item()).json()["report"]
    conflicts = {one["field"]: one for one in told["changes"] if one["conflict"]}
    handler = conflicts["找谁办"]
    assert (handler["before"], handler["after"], handler["code"]) == ("2 号窗口", "3 号窗口", CODE)
    assert handler["conflict"].startswith("人工编辑（")
    # What was empty is nobody's; the telephone number is the same.
    assert not {"承诺办结时限", "办理流程", "咨询电话"} & set(conflicts)
    assert told["conflicts"] == len(conflicts)


def test_what_a_source_was_silent_about_is_not_its_own(push, cast):
    by_hand = {
        "name": "不动产查询", "kind": "public_service", "organisation": cast.bureau.public_id, "handler": "2 号窗口",
        "code": CODE,
    }  # fmt: skip
    reviewed(draft("service_item", cast.county_editor, after=by_hand), cast)
    passed(push({"taskCode": CODE, "taskName": "不动产查询", "咨询电话": "0543-2180001"}), cast)
    told = push(item(咨询电话="0543-2180002")).json()["report"]
    assert {one["field"] for one in told["changes"] if one["conflict"]} >= {"找谁办"}
    assert "咨询电话" not in {one["field"] for one in told["changes"] if one["conflict"]}


def test_a_source_changes_its_own_words_and_meets_a_clerk_s_and_an_excel_s_as_conflicts(push, cast):
    passed(push(item()), cast)
    own = push(item(咨询电话="0543-2180002"))
    assert own.json()["report"]["conflicts"] == 0
    passed(own, cast)
    row = {"实施编码": CODE, "事项名称": "不动产查询", "咨询电话": "0543-2180003"}
    reviewed(checked("service_items", cast.county_editor, sheet([*row], row)).change_set, cast)
    made = ServiceItem.objects.get()
    assert made.phone == "0543-2180003"
    again = push(item(咨询电话="0543-2180004", 找谁办="5 号窗口")).json()["report"]
    assert {one["field"]: bool(one["conflict"]) for one in again["changes"]} == {
        "咨询电话": True,
        "找谁办": False,
    }
    assert again["changes"][0]["conflict"].startswith("表格导入（")


def test_not_even_another_telephone_number_is_public_before_a_person_has_read_it(push, cast):
    passed(push(item()), cast)
    answer = push(item(咨询电话="0543-2180009"))
    assert answer.status_code == 202
    assert ServiceItem.objects.get().phone == "0543-2180001"
    passed(answer, cast)
    assert ServiceItem.objects.get().phone == "0543-2180009"


def test_an_item_without_a_code_is_met_by_name_at_its_office_and_that_is_a_conflict_too(push, cast):
    bare = {
        "name": "不动产查询",
        "kind": "public_service",
        "organisation": cast.bureau.public_id,
        "handler": "甲",
    }
    reviewed(draft("service_item", cast.county_editor, after=bare), cast)
    told = push(item()).json()["report"]
    assert told["counts"]["changed"] == 1
    assert "找谁办" in {one["field"] for one in told["changes"] if one["conflict"]}


def test_a_source_speaks_for_its_own_office_alone(push, cast):
    answer = push(
        item(实施主体="博兴县教育和体育局"), item(taskCode=OTHER, 实施主体="惠民县自然资源和规划局")
    )
    assert answer.status_code == 422
    reasons = {one["reason"] for one in answer.json()["error"]["report"]["problems"]}
    assert reasons == {"不在您的范围之内"}


def test_a_wrong_a_revoked_and_an_ended_key_open_nothing(push, source, cast):
    made, key = source
    assert push(item(), key="wrong").status_code == 401
    assert push(item(), key="").status_code == 401
    fresh = keys.renew(made)
    assert push(item(), key=key).status_code == 401
    assert push(item(), key=fresh).status_code == 202
    keys.revoke(made)
    assert push(item(), key=fresh).status_code == 401
    last = keys.renew(made)
    made.user.is_active = False
    made.user.save()
    assert push(item(), key=last).status_code == 401
    assert ItemSource.objects.filter(key_hash__contains=last).count() == 0


def test_the_account_of_a_source_logs_in_nowhere(client, source):
    user = source[0].user
    user.set_password("Correct-horse-7")
    user.save()
    answer = client.post("/staff/login/", {"username": "platform", "password": "Correct-horse-7"})
    assert "用户名或密码不正确" in answer.content.decode()


def test_too_much_too_often_and_another_form_are_refused(push, settings):
    assert push(body=b" " * (MOST_BYTES + 1)).status_code == 413
    assert push(item(), content_type="text/plain").status_code == 415
    settings.ITEM_PUSHES_AN_HOUR = 3
    assert push(item()).status_code == 202
    answer = push(item())
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")


def test_a_key_stands_nowhere_in_the_database(source):
    made, key = source
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row_to_json(one)::text FROM importers_itemsource AS one WHERE id = %s", [made.pk]
        )
        assert key not in cursor.fetchone()[0]


def test_only_a_post_is_answered(client, source):
    answer = client.get("/api/v1/items")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_reports_of_what_changed_nothing_are_forgotten_and_what_we_released_stays(push, cast):
    passed(push(item()), cast)
    push(item())
    push(item(taskCode="12"))
    forget_reports(timezone.now())
    assert [one.outcome for one in Push.objects.all()] == ["drafted"]
