"""With number and code in hand the applicant corrects what was asked for, and fetches what came with the answer."""

import re

import pytest
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from layers.audit.acting import acting
from layers.foi.by_receipt import ticket_for
from layers.foi.models import AnswerFile, Application, EventKind, FoiReceipt
from layers.foi.retention import erase_one, everywhere
from layers.foi.steps import text_of
from layers.personal.models import PersonalKey
from layers.workdays import reference
from tests.harness.cast import make_cast
from tests.harness.clock import Clock
from tests.harness.signing_in import sign_in
from tests.layers.documents.files import pdf as pdf_of
from tests.layers.foi.making import ID_NUMBER, application, office, took

pytestmark = pytest.mark.django_db
CODE = "246810"
WORDS = "要的是 2024 年东村那一批的征地批复"


@pytest.fixture
def at(db, monkeypatch):
    reference.load()
    cast = make_cast()
    office(cast.bureau)
    cast.clock = Clock(monkeypatch)
    cast.clock.set("2026-03-02 10:00")
    return cast


def as_clerk(at):
    return acting(at.county_editor, scope=everywhere())


def asked_to_correct(at):
    with as_clerk(at):
        row = with_receipt(application(at.bureau, "2026-03-02"))
        took(row, "correction", "2026-03-02", at.county_editor, "请写明是哪一批", days=10)
    return row


def with_receipt(row):
    FoiReceipt.objects.create(
        application=row,
        number=row.number,
        region=row.region,
        code_hash=make_password(CODE),
        form_digest=row.number,
    )
    return row


def opened(client, row):
    return client.post("/foi/receipt", {"number": row.number, "code": CODE})


def ticket_in(page):
    return re.search(r'name="ticket" value="([^"]+)"', page.content.decode()).group(1)


def events(at, row):
    with as_clerk(at):
        return [
            (event.kind, event.on.isoformat(), text_of(event)) for event in row.events.order_by("sequence")
        ]


def test_a_correction_is_handed_in_and_the_period_runs_anew_from_that_day(at, client):
    row = asked_to_correct(at)
    at.clock.set("2026-03-06 20:00")
    page = client.post("/foi/correct", {"ticket": ticket_in(opened(client, row)), "text": WORDS})
    assert page.status_code == 200 and "补正收到了" in page.content.decode()
    assert events(at, row)[-1] == (EventKind.CORRECTED, "2026-03-06", WORDS)
    # Twenty working days from Monday the 9th; Qingming on 6 April is a holiday (State Council's calendar).
    assert "2026 年 4 月 3 日" in opened(client, row).content.decode()


def test_an_old_ticket_hands_in_nothing_twice_and_loses_no_word(at, client):
    row = asked_to_correct(at)
    given = {"ticket": ticket_in(opened(client, row)), "text": WORDS}
    assert client.post("/foi/correct", given).status_code == 200
    again = client.post("/foi/correct", given)
    assert again.status_code == 422 and WORDS in again.content.decode()
    assert [kind for kind, *_ in events(at, row)].count(EventKind.CORRECTED) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "请写补正的内容"),
        ("一" * 4_001, "4000"),
        (f"我的号是 {ID_NUMBER}", "身份证号"),
        ("a\x00b", "控制字符"),
    ],
)
def test_words_that_cannot_be_kept_are_refused_with_the_reason(at, client, text, said):
    row = asked_to_correct(at)
    page = client.post("/foi/correct", {"ticket": ticket_in(opened(client, row)), "text": text})
    assert page.status_code == 422 and said in page.content.decode()
    assert events(at, row)[-1][0] == EventKind.CORRECTION


@pytest.mark.parametrize("ticket", ["", "x", "WyJYIiwgIi8iLCAxXQ:1abcde:AAAA"])
def test_a_forged_ticket_opens_nothing(at, client, ticket):
    row = asked_to_correct(at)
    assert client.post("/foi/correct", {"ticket": ticket, "text": WORDS}).status_code == 422
    assert client.post("/foi/file", {"ticket": ticket}).status_code == 422
    assert events(at, row)[-1][0] == EventKind.CORRECTION


def test_nothing_is_corrected_that_nobody_asked_to_correct(at, client):
    with as_clerk(at):
        row = with_receipt(application(at.bureau, "2026-03-02"))
    page = client.post("/foi/correct", {"ticket": ticket_for(row, 2), "text": WORDS})
    assert page.status_code == 422 and "不能收到补正" in page.content.decode()


def answers(at, row, *, content, name="批复.pdf"):
    given = {"kind": "answered", "on": "2026-03-02", "seen": 2, "outcome": "granted", "text": "全文见附件"}
    given["file"] = SimpleUploadedFile(name, content)
    return sign_in(Client(), at.county_editor).post(f"/staff/foi/{row.number}/step", given)


def test_the_file_of_an_answer_is_for_the_applicant_alone_and_ciphertext_at_rest(at, client):
    with as_clerk(at):
        row = with_receipt(application(at.bureau, "2026-03-02"))
    pdf = pdf_of("给申请人的全文")
    assert answers(at, row, content=pdf).status_code == 302
    page = opened(client, row)
    assert "取附件：批复.pdf" in page.content.decode()
    got = client.post("/foi/file", {"ticket": ticket_in(page)})
    assert b"".join(got.streaming_content) == pdf
    assert got["Content-Type"] == "application/pdf" and got["Content-Disposition"].startswith("attachment")
    assert "no-store" in got["Cache-Control"]
    with as_clerk(at):
        kept = AnswerFile.objects.get()
        assert pdf[:40] not in bytes(kept.content) and "批复".encode() not in bytes(kept.name)


def test_a_kiosk_gives_no_file_and_says_where_it_is_got(at, client):
    with as_clerk(at):
        row = with_receipt(application(at.bureau, "2026-03-02"))
    answers(at, row, content=pdf_of("给申请人的全文"))
    client.cookies["device"] = "kiosk"
    page = opened(client, row)
    assert "用手机扫回执上的码" in page.content.decode() and "ticket" not in page.content.decode()


@pytest.mark.parametrize(
    ("content", "said"), [(b"MZ" + b"\0" * 600, "批复.pdf"), (b"%PDF-1.7\nbroken", ""), (b"", "")]
)
def test_an_executable_called_pdf_is_refused_and_no_answer_is_given(at, content, said):
    with as_clerk(at):
        row = with_receipt(application(at.bureau, "2026-03-02"))
    page = answers(at, row, content=content)
    assert page.status_code == 422 and said in page.content.decode()
    with as_clerk(at):
        assert not AnswerFile.objects.exists() and not Application.objects.get().outcome


def test_the_file_goes_with_its_key_when_the_years_are_over(at):
    with as_clerk(at):
        row = with_receipt(application(at.bureau, "2026-03-02"))
    answers(at, row, content=pdf_of("给申请人的全文"))
    with as_clerk(at):
        key = AnswerFile.objects.get().personal_key_id
        erase_one(Application.objects.get(), "试")
        assert not AnswerFile.objects.exists()
    assert bytes(PersonalKey.objects.get(pk=key).wrapped) == b""
