"""征地意见 at the desk: lists by scope, unmasked with a reason, answered once, letters, the numbers, erased when old."""

import datetime as dt
import io
import re

import pypdfium2
import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from openpyxl import load_workbook

from layers.audit.acting import acting
from layers.audit.models import AuditEntry
from layers.land.models import Stage, StageKind
from layers.objections.filing import Letter, file
from layers.objections.models import Objection, Receipt
from layers.objections.retention import erase_old
from layers.objections.visible import is_overdue, may_handle, overdue_since, visible, waiting_for
from layers.personal.models import PersonalKey
from layers.receipts.door import OnlyThere
from layers.staff.models import User
from layers.staff.scope import scope_of
from layers.workdays.calendar import load_calendar
from layers.workdays.models import CalendarYear
from tests.harness.posting import form_of
from tests.harness.signing_in import sign_in
from tests.layers.land.factories import case

pytestmark = pytest.mark.django_db
POSTED = dt.date(2024, 3, 4)
SAID, WHO, PHONE = "补偿标准偏低", "张三丰", "13812345678"


@pytest.fixture
def found(cast):
    stages = {"PLAN_NOTICE": POSTED}
    return case(cast.county, [cast.village], name="新的案件", organisation=cast.bureau, stages=stages)


def said(found, region, kind="opinion", **given):
    """Number and code, as a villager has them."""
    words = {
        "name": WHO,
        "phone": PHONE,
        "address": "东村 1 号",
        "text": SAID,
        "received_on": dt.date(2024, 3, 11),
    }
    letter = Letter(
        case=found, region=region, stage_code="PLAN_NOTICE", kind=kind, channel="online", **words | given
    )
    request = RequestFactory().post("/")
    request.user = AnonymousUser()
    return file(request, letter, f"{kind}{given}")


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def row_of(number, region):
    with acting(None, scope=OnlyThere(region.path)):
        return Objection.objects.get(number=number)


READ = {"county_editor", "county_reviewer", "county_publisher", "city_editor", "auditor", "town_editor"}
LISTED = READ | {"village_clerk"}


def test_who_sees_that_it_came_and_who_reads_it(cast, client, found):
    number = said(found, cast.village).number
    for name, user in vars(cast).items():
        if (
            not isinstance(user, User)
            or "administrator" in name
            or name
            in (
                "county_second_reviewer",
                "city_reviewer",
                "city_publisher",
                "county_third_reviewer",
                "secrecy_reviewer",
                "town_reviewer",
            )
        ):
            continue
        sign_in(client, user)
        listed = client.get("/staff/objections/")
        assert (number in listed.content.decode()) == (name in LISTED), name
        page = client.get(f"/staff/objections/{number}/")
        assert page.status_code == (200 if name in LISTED else 404), name
        assert (SAID in text_of(page)) == (name in READ), name
        assert WHO not in text_of(page) and PHONE not in text_of(page), name


def test_the_neighbour_county_finds_none_of_its_addresses(cast, client, found):
    number = said(found, cast.village).number
    sign_in(client, cast.neighbour_editor)
    for address in ("", "unmask", "take", "forward", "answer"):
        assert client.post(f"/staff/objections/{number}/{address}", {"column": "name"}).status_code in (
            404,
            405,
        )
    for address in (
        f"{number}/",
        f"{number}/letter.pdf",
        f"cases/{found.public_id}/",
        f"cases/{found.public_id}/new",
    ):
        assert client.get(f"/staff/objections/{address}").status_code == 404
    assert AuditEntry.objects.filter(action="refusal", refused=True).exists()


def test_a_number_in_full_wants_a_reason_and_leaves_an_entry(cast, client, found):
    number = said(found, cast.village).number
    sign_in(client, cast.county_editor)
    address = f"/staff/objections/{number}/"
    assert "138****5678" in text_of(client.get(address)) and "张**" in text_of(client.get(address))
    refused = client.post(address + "unmask", {"column": "phone", "reason": " "})
    assert refused.status_code == 422 and "写明原因" in text_of(refused)
    assert PHONE in text_of(client.post(address + "unmask", {"column": "phone", "reason": "电话答复"}))
    entry = AuditEntry.objects.get(action="unmask")
    assert (
        entry.detail == {"column": "phone", "reason": "电话答复"} and entry.actor_id == cast.county_editor.pk
    )
    assert AuditEntry.objects.filter(action="read", actor_id=cast.county_editor.pk).exists()
    assert client.post(address + "unmask", {"column": "text", "reason": "看看"}).status_code == 422
    sign_in(client, cast.auditor)
    assert client.post(address + "unmask", {"column": "phone", "reason": "看看"}).status_code == 404


def test_an_answer_is_given_once_and_read_by_number_and_code(cast, client, found):
    issued = said(found, cast.village)
    sign_in(client, cast.county_editor)
    address = f"/staff/objections/{issued.number}/"
    client.post(address + "take")
    assert row_of(issued.number, cast.village).state == "in_hand"
    for given, words in (
        ({"answer": "", "outcome": "adopted"}, "请写答复"),
        ({"answer": "已调整", "outcome": ""}, "请选处理结果"),
        ({"answer": "11010519491231002X", "outcome": "adopted"}, "身份证号"),
        ({"answer": "字" * 4001, "outcome": "adopted"}, "4001"),
    ):
        refused = client.post(address + "answer", given)
        assert refused.status_code == 422 and words in text_of(refused)
    assert client.post(address + "answer", {"answer": "已调整标准", "outcome": "adopted"}).status_code == 302
    again = client.post(address + "answer", {"answer": "别的话", "outcome": "explained"})
    assert again.status_code == 422 and "已经答复过" in text_of(again)
    told = text_of(client.post("/receipt", {"number": issued.number, "code": issued.code}))
    assert "已调整标准" in told and "采纳" in told and WHO not in told
    (sheet,) = pypdfium2.PdfDocument(client.get(address + "letter.pdf").content)
    words = re.sub(r"\s", "", sheet.get_textpage().get_text_bounded())
    assert issued.number in words and "已调整标准" in words and WHO not in words and PHONE not in words


def test_no_letter_before_the_answer_and_none_for_who_only_reads(cast, client, found):
    number = said(found, cast.village).number
    sign_in(client, cast.county_editor)
    assert client.get(f"/staff/objections/{number}/letter.pdf").status_code == 404
    sign_in(client, cast.county_reviewer)
    assert (
        client.post(f"/staff/objections/{number}/answer", {"answer": "好", "outcome": "adopted"}).status_code
        == 404
    )


def test_hearing_applications_stand_against_the_members_and_a_person_sends_them_on(cast, client, found):
    hearings = [said(found, cast.village, "hearing", signatories=n).number for n in (3, 4)]
    opinion = said(found, cast.village).number
    sign_in(client, cast.county_editor)
    page, members = (
        f"/staff/objections/cases/{found.public_id}/",
        {"village": cast.village.code, "members": "13"},
    )
    assert client.post(page + "members", members | {"members": "0"}).status_code == 422
    client.post(page + "members", members)
    assert "7 / 13 人，已过半数" in text_of(client.get(page))
    client.post(page + "members", members | {"members": "14"})
    assert "7 / 14 人，未过半数" in text_of(client.get(page))
    for number in (*hearings, opinion):
        client.post(f"/staff/objections/{number}/forward")
    assert [row_of(number, cast.village).state for number in (*hearings, opinion)] == [
        "forwarded",
        "forwarded",
        "received",
    ]
    assert not Stage.objects.filter(kind__code="HEARING").exists()


def letter_form(client, found, **given):
    page = client.get(f"/staff/objections/cases/{found.public_id}/new")
    sent = {name: values[-1] for name, values in form_of(page, "letter").items()}
    return sent | {
        "stage": "PLAN_NOTICE", "kind": "opinion", "village": "371625104201", "text": SAID, "name": WHO, "phone": PHONE,
        "received_on": "2024-04-03", "channel": "paper", "signatories": "12",
    } | given  # fmt: skip


@pytest.mark.parametrize(("day", "is_late"), [("2024-04-03", False), ("2024-04-04", True)])
def test_a_letter_is_entered_later_with_its_day_and_gets_a_receipt(cast, client, found, day, is_late):
    sign_in(client, cast.town_editor)
    page = client.post(
        f"/staff/objections/cases/{found.public_id}/new", letter_form(client, found, received_on=day)
    )
    number, code = re.findall(r'receipt-number">(\w+)<', page.content.decode())
    row = row_of(number, cast.village)
    assert (row.channel, row.received_on.isoformat(), row.is_late, row.signatories) == (
        "paper",
        day,
        is_late,
        12,
    )
    assert row.entered_by == cast.town_editor
    assert client.post("/receipt", {"number": number, "code": code}).status_code == 200


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"received_on": "2024-03-03"}, "2024-03-04"),
        ({"received_on": "2999-01-01"}, "今天以前"),
        ({"signatories": "0"}, "1"),
        ({"village": ""}, "请选村"),
        ({"stage": "REGISTER"}, "REGISTER"),
        ({"channel": "online"}, "online"),
    ],
)
def test_a_letter_that_cannot_be_so_is_refused(cast, client, found, given, words):
    sign_in(client, cast.town_editor)
    page = client.post(f"/staff/objections/cases/{found.public_id}/new", letter_form(client, found, **given))
    assert page.status_code == 422 and words in text_of(page)
    assert not Receipt.objects.exists()


def test_the_workbook_names_nobody_and_that_it_was_taken_is_recorded(cast, client, found):
    number = said(found, cast.village).number
    sign_in(client, cast.county_editor)
    answer = client.post("/staff/objections/export")
    _, row = load_workbook(io.BytesIO(answer.content)).active.values
    assert row[0] == number and not {WHO, PHONE, SAID} & set(map(str, row))
    assert AuditEntry.objects.get(action="export", noun="objections_objection").keys


def test_what_waits_too_long_is_overdue(cast, client, found, settings):
    CalendarYear.objects.get_or_create(year=2024)
    said(found, cast.village)
    sign_in(client, cast.county_editor)
    assert "已逾期" in text_of(client.get("/staff/objections/"))
    assert "征地意见：有 1 件等着答复，其中 1 件已经逾期。" in text_of(client.get("/staff/"))
    settings.OBJECTION_ANSWER_WORKING_DAYS = 5_000
    assert "已逾期" not in text_of(client.get("/staff/objections/"))
    assert "征地意见：有 1 件等着答复。" in text_of(client.get("/staff/"))


def test_the_last_day_that_is_overdue_is_the_one_that_each_letter_says(db):
    CalendarYear.objects.get_or_create(year=2024)
    calendar, today = load_calendar(), dt.date(2024, 5, 13)
    for days in range(60):
        letter = Objection(received_on=today - dt.timedelta(days=days), state="received")
        is_overdue_by_list = letter.received_on <= overdue_since(today, calendar)
        assert is_overdue_by_list == is_overdue(letter, today, calendar), letter.received_on


def test_it_waits_for_those_who_may_handle_it_and_for_nobody_else(cast, client, found):
    said(found, cast.village)
    said(found, cast.county, text="县里的人说的")
    waits = {}
    for name, user in vars(cast).items():
        if isinstance(user, User):
            scope = scope_of(user)
            with acting(user, scope=scope):
                waits[name] = waiting_for(scope).count()
                assert waits[name] == sum(may_handle(scope, row) for row in visible(scope)), name
    assert {name: number for name, number in waits.items() if number} == {
        "county_editor": 2, "county_publisher": 2, "city_editor": 2, "city_publisher": 2, "town_editor": 1,
    }  # fmt: skip
    assert "征地意见：" not in text_of(sign_in(client, cast.village_clerk).get("/staff/"))
    assert "征地意见：有 1 件" in text_of(sign_in(client, cast.town_editor).get("/staff/"))


def test_the_results_are_a_sentence_of_numbers(cast, client, found):
    numbers = [said(found, cast.village, text=f"{n}").number for n in range(3)]
    sign_in(client, cast.county_editor)
    for number, outcome in zip(numbers, ("adopted", "explained"), strict=False):
        client.post(f"/staff/objections/{number}/answer", {"answer": "好", "outcome": outcome})
    page = text_of(client.get(f"/staff/objections/cases/{found.public_id}/"))
    assert "公告期内共收到意见 3 条，采纳 1 条，未采纳但已说明理由 1 条，正在办理 1 条。" in page


def test_when_the_case_is_long_finished_persons_and_words_are_gone_and_the_numbers_stay(cast, client, found):
    issued = said(found, cast.village)
    final = StageKind.objects.get(regime="R4_2021", code="FINAL_NOTICE")
    Stage.objects.create(case=found, kind=final, posted_on=dt.date(2024, 6, 1))
    assert erase_old(dt.date(2027, 5, 31)) == 0
    assert erase_old(dt.date(2027, 6, 5)) == 1
    assert erase_old(dt.date(2027, 6, 6)) == 0
    row = row_of(issued.number, cast.village)
    assert (
        PersonalKey.objects.get(pk=row.personal_key_id).erased_at is not None and not Receipt.objects.exists()
    )
    sign_in(client, cast.county_editor)
    page = text_of(client.get(f"/staff/objections/{issued.number}/"))
    assert "已销毁" in page and SAID not in page
    assert client.post("/receipt", {"number": issued.number, "code": issued.code}).status_code == 422


def test_what_is_not_finished_is_kept(cast, found):
    said(found, cast.village)
    assert erase_old(dt.date(2099, 1, 1)) == 0
