"""办事咨询: asked from a page, handed from office to office, answered once, rated once, and told to all with consent alone."""

import datetime as dt
import re

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.changes.drafting import draft, put_row
from layers.changes.models import ChangeSet
from layers.consultations import reference
from layers.consultations.models import Question, QuestionEvent, QuestionReceipt, SelectedAnswer
from layers.consultations.retention import erase_old
from layers.consultations.similar import similar
from layers.receipts.door import OnlyThere
from layers.search import index
from layers.search.models import OpenEntry
from layers.workdays import reference as workdays
from tests.harness.cast import make_cast
from tests.harness.posting import form_of
from tests.harness.signing_in import sign_in
from tests.layers.changes.making import now as current
from tests.layers.changes.making import reviewed
from tests.layers.consultations.making import selected_answer
from tests.layers.foi.making import office
from tests.layers.land.factories import case
from tests.layers.places.making import place
from tests.layers.services.making import item

pytestmark = pytest.mark.django_db
SAID = "我家的地征了，补偿款什么时候发"


@pytest.fixture
def cast(db):
    made = make_cast()
    reference.load()
    made.item = item(made.bureau, "示例事项")
    return made


@pytest.fixture
def address(cast):
    return f"/ask/item/{cast.item.public_id}"


def asked(client, address, **said):
    """Number and code, as a visitor is shown them."""
    answer = client.post(address, form_of(client.get(address), "ask") | {"text": SAID} | said)
    assert answer.status_code == 200, answer.content.decode()
    return re.findall(r'receipt-number">([^<]+)<', answer.content.decode())


def row_of(number, region):
    with acting(None, scope=OnlyThere(region.path)):
        return Question.objects.select_related("organisation", "kind").get(number=number)


def stepped(client, number, step, seen, **given):
    return client.post(f"/staff/questions/{number}/step", {"step": step, "seen": seen, **given})


def answered(client, cast, number, text="二十个工作日内发到卡上。"):
    desk = sign_in(client, cast.county_editor)
    assert stepped(desk, number, "accept", 0, kind="simple").status_code == 302
    assert stepped(desk, number, "answer", 1, answer=text).status_code == 302
    return desk


def told(client, number, code):
    client.logout()
    return client.post("/ask/receipt", {"number": number, "code": code})


def test_from_the_page_of_each_thing_one_asks_whose_it_is(client, cast):
    things = {
        "place": place("示例大厅", cast.county, (118.1, 37.2), organisation=cast.bureau),
        "item": cast.item,
        "case": case(cast.county, [cast.village], organisation=cast.bureau),
    }
    for kind, thing in things.items():
        here = f"/ask/{kind}/{thing.public_id}"
        assert f'href="{here}"' in client.get(thing.get_absolute_url()).content.decode(), kind
        number, code = asked(client, here, phone="0000-1234567")
        row = row_of(number, cast.county)
        assert (getattr(row, kind), row.organisation, row.region_id) == (thing, cast.bureau, cast.county.pk)
        assert SAID.encode() not in bytes(row.text) and len(code) == 6


def test_about_nothing_one_chooses_an_office_that_can_be_asked(client, cast):
    assert "12345" in client.get("/ask/").content.decode()
    office(cast.other_bureau)
    form = form_of(client.get("/ask/"), "ask") | {"text": SAID}
    assert client.post("/ask/", form).status_code == 422
    other = client.post("/ask/", form | {"office": cast.bureau.public_id})
    assert other.status_code == 422 and QuestionReceipt.objects.count() == 0
    number, _ = asked(client, "/ask/", office=cast.other_bureau.public_id)
    assert row_of(number, cast.county).organisation == cast.other_bureau


def test_who_has_to_answer_finds_it_on_the_home_of_the_desk_until_it_is_answered(client, cast, address):
    number, _ = asked(client, address)
    said = "办事咨询：有 1 件等着答复"
    for role, is_told in (("county_editor", True), ("neighbour_editor", False), ("auditor", False)):
        home = sign_in(client, getattr(cast, role)).get("/staff/").content.decode()
        assert (said in home) is is_told, role
    assert "等着答复" not in answered(client, cast, number).get("/staff/").content.decode()


def test_the_same_form_twice_is_one_question_and_one_receipt(client, address):
    form = form_of(client.get(address), "ask") | {"text": SAID}
    shown = [
        re.findall(r'receipt-number">([^<]+)<', client.post(address, form).content.decode()) for _ in "12"
    ]
    assert shown[0] == shown[1] and QuestionReceipt.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"text": ""}, "请写想问什么"),
        ({"text": "长" * 1001}, "1000"),
        ({"phone": "打我家"}, "电话应为数字"),
        ({"text": "我是 11010519491231002X"}, "身份证号"),
        ({"token": "x"}, "放得太久了"),
        ({"website": "http://spam"}, "请留空"),
    ],
)
def test_what_is_not_taken_says_why_and_stores_nothing(client, address, said, why):
    answer = client.post(address, form_of(client.get(address), "ask") | {"text": SAID} | said)
    assert answer.status_code == 422 and why in answer.content.decode()
    assert QuestionReceipt.objects.count() == 0


def test_what_was_answered_already_is_shown_first_and_whoever_still_asks_is_heard(client, cast, address):
    selected_answer(cast.other_bureau, "征地补偿款什么时候发到手里", answer="三个月内。")
    selected_answer(cast.bureau, "驾驶证换证要带什么")
    index.rebuild(["question"])
    assert [one.question for one in similar(SAID)] == ["征地补偿款什么时候发到手里"]
    form = form_of(client.get(address), "ask") | {"text": SAID}
    page = client.post(address, form).content.decode()
    assert "三个月内。" in page and "驾驶证" not in page and QuestionReceipt.objects.count() == 0
    again = form | {"seen": "1"}
    assert "查询码" in client.post(address, again).content.decode() and QuestionReceipt.objects.count() == 1


def test_five_wrong_codes_and_the_right_one_waits_an_hour_too(client, address):
    number, code = asked(client, address)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    pages = [told(client, given, wrong) for given in ("0" * 9, number, number, number, number, number)]
    errors = {re.search(r'id="receipt-error">([^<]+)', page.content.decode())[1] for page in pages}
    assert len(errors) == 1 and {page.status_code for page in pages} == {422}
    late = told(client, number, code)
    assert late.status_code == 429 and late["Retry-After"] == "3600"


def test_it_goes_to_another_county_and_back_with_reasons_that_only_staff_read(client, cast, address):
    number, code = asked(client, address)
    desk = sign_in(client, cast.county_editor)
    to = cast.neighbour_bureau.name
    assert "原因" in stepped(desk, number, "transfer", 0, to=to, reason="").content.decode()
    assert (
        "没有这个单位"
        in stepped(desk, number, "transfer", 0, to="没有的局", reason="不归我们").content.decode()
    )
    assert stepped(desk, number, "transfer", 0, to=to, reason="那块地在邻县").status_code == 302
    assert desk.get(f"/staff/questions/{number}/").status_code == 404
    assert f"转到{to}" in told(client, number, code).content.decode()
    there = sign_in(client, cast.neighbour_editor)
    page = there.get(f"/staff/questions/{number}/").content.decode()
    assert SAID in page and "那块地在邻县" in page and f"退回{cast.bureau.name}" in page
    assert stepped(there, number, "return", 1, reason="查过，地在你县").status_code == 302
    desk = sign_in(client, cast.county_editor)
    page = desk.get(f"/staff/questions/{number}/").content.decode()
    assert "查过，地在你县" in page and "step-return" not in page
    assert stepped(desk, number, "return", 2, reason="不能再退").status_code == 422
    assert "地在你县" not in told(client, number, code).content.decode()


def test_of_two_clerks_at_once_the_second_is_told_and_what_happened_is_only_added_to(client, cast, address):
    number, _ = asked(client, address)
    desk = sign_in(client, cast.county_editor)
    assert stepped(desk, number, "answer", 0, answer="好").status_code == 422
    assert stepped(desk, number, "accept", 0, kind="appeal").status_code == 302
    assert stepped(desk, number, "transfer", 0, to=cast.other_bureau.name, reason="归他们").status_code == 409
    row = row_of(number, cast.county)
    assert (row.state, row.kind.code, row.organisation) == ("accepted", "appeal", cast.bureau)
    with (
        acting(None, scope=OnlyThere(cast.county.path)),
        pytest.raises(IntegrityError, match="only ever added"),
        transaction.atomic(),
    ):
        QuestionEvent.objects.update(detail={})


def test_what_is_due_first_stands_first_and_what_is_late_is_counted_in_working_days(client, cast, address):
    workdays.load()
    late, _ = asked(client, address)
    soon, _ = asked(client, address, text="另一件")
    with acting(None, scope=OnlyThere(cast.county.path)):
        # Five working days after the 9th: Saturday the 14th is worked, before the holidays of 春节.
        monday = dt.datetime(2026, 2, 9, 3, tzinfo=dt.UTC)
        Question.objects.filter(number=late).update(created_at=monday)
    desk = sign_in(client, cast.county_editor)
    page = desk.get("/staff/questions/").content.decode()
    assert page.index(late) < page.index(soon) and "有 1 件已经逾期" in page
    assert "2026-02-14" in page and soon not in desk.get("/staff/questions/?state=late").content.decode()
    assert desk.get("/staff/questions/?state=x").status_code == 400


def test_another_bureaus_and_another_countys_editors_see_nothing_of_it(client, cast, address):
    number, _ = asked(client, address)
    for who in (cast.neighbour_editor, cast.bureau_editor):
        desk = sign_in(client, who)
        assert number not in desk.get("/staff/questions/").content.decode()
        assert desk.get(f"/staff/questions/{number}/").status_code == 404
        assert stepped(desk, number, "accept", 0, kind="simple").status_code == 404
    assert row_of(number, cast.county).state == "waiting"


def test_the_asker_reads_the_answer_and_rates_it_once(client, cast, address):
    number, code = asked(client, address)
    desk = answered(client, cast, number)
    assert stepped(desk, number, "answer", 2, answer="改一改").status_code == 422
    page = told(client, number, code)
    assert "二十个工作日内发到卡上。" in page.content.decode() and SAID not in page.content.decode()
    ticket = re.search(r'name="ticket" value="([^"]+)"', page.content.decode())[1]
    assert client.post("/ask/rate", {"ticket": ticket, "rating": "6"}).status_code == 422
    assert client.post("/ask/rate", {"ticket": "x", "rating": "5"}).status_code == 422
    thanks = client.post("/ask/rate", {"ticket": ticket, "rating": "4", "words": "快"})
    assert "谢谢" in thanks.content.decode()
    assert client.post("/ask/rate", {"ticket": ticket, "rating": "1"}).status_code == 422
    assert 'name="ticket"' not in told(client, number, code).content.decode()
    assert row_of(number, cast.county).rating == 4
    page = sign_in(client, cast.county_editor).get(f"/staff/questions/{number}/").content.decode()
    assert "4 分" in page and "快" in page


def selecting(desk, number):
    """The draft that is begun from a question, and its key."""
    assert desk.post(f"/staff/questions/{number}/select").status_code == 302
    made = ChangeSet.objects.get()
    return made, made.rows.get()


def test_without_consent_nothing_is_told_to_all(client, cast, address):
    number, _ = asked(client, address)
    desk = answered(client, cast, number)
    assert "起草选登" not in desk.get(f"/staff/questions/{number}/").content.decode()
    assert desk.post(f"/staff/questions/{number}/select").status_code == 400
    assert not ChangeSet.objects.exists()


def test_with_consent_it_is_written_anew_passes_the_gate_and_a_second_person_and_stands_on_the_page(
    client, cast, address
):
    number, _ = asked(client, address, may_be_selected="on")
    made, row = selecting(answered(client, cast, number), number)
    assert (row.after["item"], row.after["question"]) == (cast.item.public_id, "")
    words = row.after | {"question": "补偿款什么时候发", "answer": "找 13812345678 问"}
    put_row(made.public_id, cast.county_editor, row.key, words, seen_hash=made.content_hash)
    with pytest.raises(BadInput, match="手机号"):
        reviewed(current(made), cast)
    put_row(
        made.public_id, cast.county_editor, row.key, words | {"answer": "二十个工作日内。"},
        seen_hash=current(made).content_hash,
    )  # fmt: skip
    reviewed(current(made), cast)
    shown = SelectedAnswer.objects.get()
    client.logout()
    for page in (
        cast.item.get_absolute_url(),
        "/ask/answers/",
        "/ask/answers/?q=工作日",
        shown.get_absolute_url(),
    ):
        assert "补偿款什么时候发" in client.get(page).content.decode(), page
    assert OpenEntry.objects.get(genre="ZX").organisation == cast.bureau


def test_a_selected_answer_that_no_question_agreed_to_is_refused(client, cast):
    words = {
        "organisation": cast.bureau.public_id, "question": "问", "answer": "答", "answered_on": "2026-01-05",
    }  # fmt: skip
    with pytest.raises(BadInput, match="本人同意"):
        reviewed(draft("selected_answer", cast.county_editor, after=words), cast)


def test_at_most_five_stand_on_the_page_of_the_thing(client, cast):
    for number in range(6):
        selected_answer(
            cast.bureau, f"第{number}问", item=cast.item, answered_on=dt.date(2026, 1, 1 + number)
        )
    page = client.get(cast.item.get_absolute_url()).content.decode()
    assert re.findall(r"<summary>(第\d问)", page) == [f"第{number}问" for number in (5, 4, 3, 2, 1)]


def test_half_a_year_after_the_answer_words_and_receipt_are_gone_and_what_waits_stays(client, cast, address):
    number, _ = asked(client, address)
    waiting, _ = asked(client, address, text="另一件")
    desk = answered(client, cast, number)
    now = timezone.now()
    assert erase_old(now + dt.timedelta(days=179)) == 0
    assert erase_old(now + dt.timedelta(days=181)) == 1
    assert list(QuestionReceipt.objects.values_list("number", flat=True)) == [waiting]
    page = desk.get(f"/staff/questions/{number}/").content.decode()
    assert SAID not in page and "已销毁" in page


def test_the_phone_is_shown_in_full_only_with_a_reason(client, cast, address):
    number, _ = asked(client, address, phone="13812345678")
    desk = sign_in(client, cast.county_editor)
    here = f"/staff/questions/{number}/"
    assert "138****5678" in desk.get(here).content.decode()
    assert desk.post(f"{here}unmask", {"reason": ""}).status_code == 422
    assert "13812345678" in desk.post(f"{here}unmask", {"reason": "打电话核实"}).content.decode()
