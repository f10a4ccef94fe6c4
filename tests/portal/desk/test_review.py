"""The desk itself: what lies where, who sees it, what a step, a forged one and a second one do."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from layers.audit.models import AuditEntry
from layers.changes.aggregate import NOUNS
from layers.changes.drafting import draft, put_row
from layers.changes.models import ChangeRow, ChangeSet
from layers.changes.reading import content_hash, snapshot
from layers.changes.review import release, sign, submit
from layers.changes.whole import whole
from layers.places.models import Place
from layers.staff.models import Assignment
from tests.harness.questions import questions
from tests.harness.signing_in import sign_in
from tests.layers.changes.making import a_place, now, published_place, reviewed
from tests.layers.changes.test_review import a_case
from tests.layers.places.making import category

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
PLACE = NOUNS["place"]


@pytest.fixture
def clinic(db):
    return category()


@pytest.fixture
def as_(db):
    """A browser of one person."""
    return lambda user: sign_in(Client(), user)


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    assert answer["Cache-Control"] == "no-store, private"
    return answer.content.decode()


def drafted(cast, clinic, where=None, **given):
    return draft("place", cast.county_editor, after=a_place(where or cast.town, clinic, **given))


def submitted(cast, clinic, **given):
    made = drafted(cast, clinic, **given)
    return submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)


def do(client, made, what, **given):
    return client.post(f"/staff/changes/{made.public_id}/{what}", {"hash": made.content_hash, **given})


def refusals():
    return AuditEntry.objects.filter(refused=True)


def test_a_change_walks_from_the_draft_to_the_public_by_the_buttons_of_its_page(cast, clinic, as_):
    made = drafted(cast, clinic)
    address = made.get_absolute_url()
    editor, reviewer, publisher = (
        as_(user) for user in (cast.county_editor, cast.county_reviewer, cast.county_publisher)
    )
    assert "提交审核" in page(editor, address) and "急诊" in page(editor, address)
    assert do(editor, made, "submit").status_code == 302
    own = page(editor, address)
    assert "转由上级博兴县" in own and "您起草的变更由别人审核" in own and "请您办理" not in own
    assert "请您办理：审核" in page(reviewer, address)
    do(reviewer, made, "sign", step="review", decision="pass", comment="属实")
    assert "审核通过" in page(reviewer, address) and "属实" in page(reviewer, address)
    assert not Place.objects.exists()
    do(publisher, made, "sign", step="publish", decision="pass")
    assert now(made).state == "released"
    assert "起草撤销" in page(editor, address)
    assert Place.objects.get().name == "湖滨镇卫生院"


def test_she_cannot_review_her_own_draft_and_that_she_tried_is_recorded(cast, clinic, as_):
    Assignment.objects.create(
        user=cast.county_editor, role="reviewer", region=cast.county, organisation=cast.bureau,
        valid_from=dt.date(2024, 1, 1),
    )  # fmt: skip
    made = submitted(cast, clinic)
    answer = do(as_(cast.county_editor), made, "sign", step="review", decision="pass")
    assert answer.status_code == 403
    assert "不同的人" in answer.content.decode()
    entry = refusals().get()
    assert entry.actor_id == cast.county_editor.pk and made.public_id in entry.detail["path"]


@pytest.mark.parametrize(
    "who", ["neighbour_editor", "neighbour_reviewer", "bureau_editor", "system_administrator"]
)
def test_who_is_out_of_scope_finds_nothing_and_can_do_nothing(cast, clinic, as_, who):
    made, client = submitted(cast, clinic, where=cast.county), as_(getattr(cast, who))
    assert client.get(made.get_absolute_url()).status_code == 404
    assert client.get(f"{made.get_absolute_url()}preview/").status_code == 404
    for what in ("submit", "sign", "comment", "schedule", "drop", "catch-up", "undo"):
        given = {"step": "review", "decision": "pass", "text": "x"}
        assert do(client, made, what, **given).status_code == 404, what
    assert now(made).state == "in_review" and not made.signatures.exists() and not made.comments.exists()
    assert refusals().filter(detail__path__icontains=made.public_id).exists()
    assert made.title not in client.get("/staff/").content.decode()


def test_a_forged_hash_a_stale_page_and_a_replayed_step_change_nothing(cast, clinic, as_):
    made, client = submitted(cast, clinic), as_(cast.county_reviewer)
    step = {"step": "review", "decision": "pass"}
    assert do(client, made, "sign", **step, hash="0" * 64).status_code == 409
    assert do(client, made, "sign", step="publish", decision="pass").status_code == 409
    assert do(client, made, "sign", step="review", decision="maybe").status_code == 400
    assert do(client, made, "sign", step="review", decision="return").status_code == 400
    assert not made.signatures.exists()
    assert do(client, made, "sign", **step).status_code == 302
    assert do(client, made, "sign", **step).status_code == 409
    assert made.signatures.count() == 1
    # A link, a picture on another site: GET changes nothing.
    assert client.get(f"/staff/changes/{made.public_id}/sign").status_code == 405


def test_an_edit_after_the_review_voids_it_and_the_page_says_so(cast, clinic, as_):
    made = submitted(cast, clinic)
    sign(made.public_id, cast.county_reviewer, "review", seen_hash=made.content_hash)
    row = made.rows.get()
    put_row(
        made.public_id,
        cast.county_editor,
        row.key,
        {**row.after, "name": "新名"},
        seen_hash=made.content_hash,
    )
    shown = page(as_(cast.county_reviewer), made.get_absolute_url())
    assert "已作废" in shown and "在起草人county_editor手里" in shown
    answer = do(as_(cast.county_publisher), made, "sign", step="publish", decision="pass")
    assert answer.status_code == 409
    assert not Place.objects.exists()


def test_a_newer_version_is_shown_beside_mine(cast, clinic, as_):
    key = published_place(cast, clinic)
    mine = draft("place", cast.county_editor, key, {**snapshot(PLACE, key), "name": "我的名"})
    reviewed(draft("place", cast.county_editor, key, {**snapshot(PLACE, key), "name": "别人的名"}), cast)
    answer = do(as_(cast.county_editor), mine, "submit")
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "别人的名" in shown and "我的名" in shown
    assert do(as_(cast.county_editor), mine, "catch-up").status_code == 302
    shown = page(as_(cast.county_editor), mine.get_absolute_url())
    assert "<del>别人的名</del>" in shown and "<ins>我的名</ins>" in shown


def test_several_steps_are_taken_at_once_each_for_itself(cast, clinic, as_):
    sets = [submitted(cast, clinic, name=f"院{n}") for n in range(3)]
    client = as_(cast.county_reviewer)
    ticks = re.findall(r'name="chosen" value="([^"]+)"', page(client, "/staff/"))
    assert len(ticks) == 3
    forged = ticks[0][:-1] + ("0" if ticks[0][-1] != "0" else "1")
    answer = client.post(
        "/staff/changes/sign",
        {"chosen": [forged, *ticks[1:]], "decision": "pass", "comment": "一并通过"},
        follow=True,
    )
    shown = answer.content.decode()
    assert "已办理 2 件" in shown and "没有办成" in shown
    assert sorted(one.signatures.count() for one in sets) == [0, 1, 1]


def test_a_step_that_nobody_below_may_do_lies_on_the_parents_desk_and_says_so(cast, clinic, as_):
    made = submitted(cast, clinic)
    handed_up = page(as_(cast.city_reviewer), "/staff/")
    assert "下级可以自己办的" in handed_up and "等我办理" not in handed_up
    Assignment.objects.filter(role="reviewer", region=cast.county).delete()
    handed_up = page(as_(cast.city_reviewer), "/staff/")
    assert "等我办理" in handed_up and "转由上级滨州市的city_reviewer办理" in handed_up
    assert "转由上级滨州市的city_reviewer办理" in page(as_(cast.county_editor), made.get_absolute_url())


def test_a_preview_is_the_public_page_with_a_banner_and_leaves_nothing(cast, clinic, as_):
    made = drafted(cast, clinic)
    key = made.rows.get().key
    shown = page(as_(cast.county_editor), f"{made.get_absolute_url()}preview/")
    assert "预览 · 尚未公布" in shown and "湖滨镇卫生院" in shown and "0543-120" in shown
    assert not Place.objects.exists()
    public = Client().get(f"/map/{key}")
    assert public.status_code == 404 and "预览" not in public.content.decode()


def test_a_withdrawal_a_schedule_and_an_undo_start_from_the_pages(cast, clinic, as_):
    key = published_place(cast, clinic)
    client, before = as_(cast.county_editor), content_hash(PLACE, [key])
    assert client.post(f"/staff/places/{key}/withdraw", {"reason": ""}).status_code == 400
    address = client.post(f"/staff/places/{key}/withdraw", {"reason": "已搬迁"}).url
    made = ChangeSet.objects.get(public_id=address.split("/")[-2])
    assert "撤回原因" in page(client, address)
    later = timezone.localtime() + dt.timedelta(days=2)
    answer = do(client, made, "schedule", release_at=f"{later:%Y-%m-%dT%H:%M}")
    assert answer.status_code == 302 and now(made).release_at is not None
    assert do(client, made, "schedule", release_at="nonsense").status_code == 400
    assert do(client, now(made), "schedule").status_code == 302
    done = reviewed(now(made), cast)
    undone = client.post(f"/staff/changes/{done.public_id}/undo").url
    reviewed(ChangeSet.objects.get(public_id=undone.split("/")[-2]), cast)
    assert content_hash(PLACE, [key]) == before


def test_a_list_shows_what_is_in_scope_and_finds_by_name_region_and_category(cast, clinic, as_):
    published_place(cast, clinic, name="城南医院")
    published_place(cast, clinic, name="城北诊所")
    client = as_(cast.county_editor)
    shown = page(client, "/staff/places/")
    assert "城南医院" in shown and "城北诊所" in shown
    found = page(client, f"/staff/places/?q=城南&region={cast.town.code}&category={clinic.code}")
    assert "城南医院" in found and "城北诊所" not in found
    assert client.get("/staff/places/?region=" + cast.neighbour.code).status_code == 400
    assert client.get("/staff/places/?after=nonsense").status_code == 400
    assert "城南医院" not in page(as_(cast.neighbour_editor), "/staff/places/?q=城南")
    assert client.get("/staff/nosuch/").status_code == 404
    assert "城南医院" not in as_(cast.security_administrator).get("/staff/places/").content.decode()


def test_a_record_shows_its_history_compares_versions_and_is_the_neighbours_404(cast, clinic, as_):
    key = published_place(cast, clinic)
    reviewed(draft("place", cast.county_editor, key, {**snapshot(PLACE, key), "name": "新名"}), cast)
    older, newer = ChangeRow.objects.filter(key=key).order_by("pk").values_list("pk", flat=True)
    address = f"/staff/places/{key}/"
    shown = page(as_(cast.county_editor), f"{address}?older={older}&newer={newer}")
    assert "<del>湖滨镇卫生院</del>" in shown and "<ins>新名</ins>" in shown
    assert "审计记录" not in shown and "修改" in shown
    assert as_(cast.neighbour_editor).get(address).status_code == 404
    audited = page(as_(cast.auditor), address)
    assert "审计记录" in audited and "county_publisher" in audited and "起草撤回" not in audited
    assert as_(cast.county_editor).get("/staff/places/nonsense/").status_code == 404


def test_one_record_read_at_once_is_what_the_tables_give_one_by_one(cast, clinic):
    key = published_place(
        cast,
        clinic,
        posts=[{"title": "窗口", "duties": "受理"}],
        questions=[{"question": "问", "answer": "答"}],
    )
    assert whole(PLACE, key) == snapshot(PLACE, key)
    assert whole(NOUNS["region"], cast.town.code) == snapshot(NOUNS["region"], cast.town.code)
    assert whole(PLACE, "000000000") is None


@pytest.mark.parametrize("many", [1, 30])
def test_no_page_of_the_desk_asks_more_than_a_dozen_times(cast, clinic, as_, many):
    key = published_place(cast, clinic, phones=[{"label": f"线{n}", "number": "1"} for n in range(many)])
    reviewed(draft("place", cast.county_editor, key, {**snapshot(PLACE, key), "name": "新名"}), cast)
    for n in range(many):
        made = submitted(cast, clinic, name=f"院{n}")
        drafted(cast, clinic, name=f"稿{n}")
    for user, address in (
        (cast.county_reviewer, "/staff/"),
        (cast.county_editor, "/staff/"),
        (cast.county_editor, "/staff/places/"),
        (cast.county_editor, "/staff/places/?q=新"),
        (cast.county_editor, "/staff/villages/"),
        (cast.county_editor, f"/staff/places/{key}/"),
        (cast.auditor, f"/staff/places/{key}/"),
        (cast.county_reviewer, made.get_absolute_url()),
        (cast.county_editor, made.get_absolute_url()),
    ):  # fmt: skip
        client = as_(user)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(client, address)
        assert len(questions(asked)) <= MOST_QUERIES, (address, questions(asked))


def test_the_page_of_a_case_shows_what_the_rules_refuse_and_asks_no_more_than_others(cast, as_):
    stages = [
        {"kind": {"regime": "R4_2021", "code": "PRE_NOTICE"}, "posted_on": "2024-03-04"},
        {"kind": {"regime": "R4_2021", "code": "PLAN_NOTICE"}, "posted_on": "2024-03-01"},
    ]
    made = draft("case", cast.county_editor, after=a_case(cast, stages=stages))
    client = as_(cast.county_editor)
    shown = page(client, made.get_absolute_url())
    assert "日期早于" in shown and "（不能发布）" in shown
    assert do(client, made, "submit").status_code == 400
    assert refusals().count() == 0 and now(made).state == "draft"

    sound = draft("case", cast.county_editor, after=a_case(cast))
    sound = submit(sound.public_id, cast.county_editor, seen_hash=sound.content_hash)
    key = sound.rows.get().key
    for step, who in (("first", "county_reviewer"), ("second", "county_second_reviewer")):
        sign(sound.public_id, getattr(cast, who), step, seen_hash=sound.content_hash, comment="属实")
    for user, address in (
        (cast.county_third_reviewer, sound.get_absolute_url()),
        (cast.county_third_reviewer, "/staff/"),
    ):
        reader = as_(user)
        with CaptureQueriesContext(connection) as asked:
            page(reader, address)
        assert len(questions(asked)) <= MOST_QUERIES, (address, questions(asked))
    sign(sound.public_id, cast.county_third_reviewer, "final", seen_hash=sound.content_hash)
    sign(sound.public_id, cast.secrecy_reviewer, "secrecy", seen_hash=sound.content_hash)
    release(sound.public_id, cast.county_publisher, seen_hash=sound.content_hash)
    assert whole(NOUNS["case"], key) == snapshot(NOUNS["case"], key)
    reader = as_(cast.auditor)
    with CaptureQueriesContext(connection) as asked:
        page(reader, f"/staff/cases/{key}/")
    assert len(questions(asked)) <= MOST_QUERIES
    assert as_(cast.neighbour_editor).get(f"/staff/cases/{key}/").status_code == 404
