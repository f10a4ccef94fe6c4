"""依申请公开 at the desk: by due date, one step after the other, read back, letters, transferred, masked, counted."""

import datetime as dt
import io
import re

import pypdfium2
import pytest
from openpyxl import load_workbook

from layers.audit.acting import acting
from layers.audit.models import AuditEntry
from layers.foi.models import Application, FoiReceipt, IdentityScan
from layers.foi.retention import everywhere
from layers.foi.scans import keep
from layers.organisations.models import Organisation
from layers.workdays import reference
from layers.workdays.models import CalendarYear
from tests.harness.cast import make_cast
from tests.harness.clock import Clock
from tests.harness.posting import form_of
from tests.harness.signing_in import sign_in
from tests.layers.foi.making import (
    ASKED,
    DESCRIPTION,
    ID_NUMBER,
    NAME,
    PHONE,
    TITLE,
    application,
    office,
    took,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db, monkeypatch):
    reference.load()
    cast = make_cast()
    cast.clock = Clock(monkeypatch)
    cast.clock.set("2026-02-12 10:00")
    Organisation.objects.update(published_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    office(cast.bureau)
    return cast


def stored(cast, on="2026-02-02", **asked):
    with acting(None, scope=everywhere()):
        return application(cast.bureau, on, **asked)


def fresh(row):
    with acting(None, scope=everywhere()):
        return Application.objects.select_related("organisation").get(pk=row.pk)


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def step(client, row, kind, on, *, seen=None, at="step", **given):
    with acting(None, scope=everywhere()):
        seen = row.events.count() if seen is None else seen
    return client.post(f"/staff/foi/{row.number}/{at}", {"kind": kind, "on": on, "seen": seen, **given})


READ = {"county_editor", "county_reviewer", "county_publisher", "city_editor", "auditor"}
ASKED_OF = {
    *READ,
    "bureau_editor",
    "neighbour_editor",
    "town_editor",
    "village_clerk",
    "security_administrator",
}


def test_the_office_and_those_above_it_see_it_and_nobody_sees_who_it_is(cast, client):
    row = stored(cast)
    for name in sorted(ASKED_OF):
        sign_in(client, getattr(cast, name))
        listed, page = client.get("/staff/foi/"), client.get(f"/staff/foi/{row.number}/")
        assert (row.number in listed.content.decode()) == (name in READ), name
        assert page.status_code == (200 if name in READ else 404), name
        assert (DESCRIPTION in text_of(page)) == (name in READ), name
        assert not [word for word in (NAME, PHONE, ID_NUMBER) if word in text_of(page)], name


@pytest.mark.parametrize("who", ["neighbour_editor", "bureau_editor", "auditor", "county_reviewer"])
def test_who_does_not_handle_it_takes_no_step(cast, client, who):
    row = stored(cast)
    sign_in(client, getattr(cast, who))
    for at in ("step", "merge", "transfer"):
        page = step(
            client, row, "answered", "2026-02-12", at=at, outcome="granted", text="见附件", into="x", to="x"
        )
        assert page.status_code == 404, at
    for at in ("unmask", "scan"):
        assert (
            client.post(f"/staff/foi/{row.number}/{at}", {"column": "name", "reason": "看看"}).status_code
            == 404
        )
    assert client.get(f"/staff/foi/{row.number}/letters/2.pdf").status_code == 404
    assert fresh(row).state == "running"


def test_what_is_due_first_stands_first_and_what_is_late_is_an_alarm(cast, client):
    late, soon = stored(cast, "2026-01-05"), stored(cast, "2026-02-02")
    waits = stored(cast, "2026-02-11", channel="online")
    sign_in(client, cast.county_editor)
    page = client.get("/staff/foi/").content.decode()
    places = [page.index(f"/staff/foi/{one.number}/") for one in (waits, late, soon)]
    assert places == sorted(places)
    assert "有 1 件已经逾期" in text_of(
        client.get("/staff/foi/")
    ) and "有 1 件等您与申请人确认收到" in text_of(client.get("/staff/foi/"))
    only = client.get("/staff/foi/?state=late").content.decode()
    assert late.number in only and soon.number not in only
    assert client.get("/staff/foi/?state=all").status_code == 400
    assert "依申请公开：有 1 件已经逾期" in text_of(client.get("/staff/"))


def test_each_step_is_offered_when_it_may_be_taken_and_an_extension_to_the_head_alone(cast, client):
    row = stored(cast, "2026-02-03")
    sign_in(client, cast.county_editor)
    page = client.get(f"/staff/foi/{row.number}/").content.decode()
    for kind, is_offered in (
        ("correction", True),
        ("answered", True),
        ("extended", False),
        ("abandoned", False),
    ):
        assert (f'id="step-{kind}"' in page) == is_offered, kind
    refused = step(client, row, "extended", "2026-02-12", days=20, text="要查档案")
    assert refused.status_code == 403 and fresh(row).state == "running"
    sign_in(client, cast.county_publisher)
    assert 'id="step-extended"' in client.get(f"/staff/foi/{row.number}/").content.decode()
    assert step(client, row, "extended", "2026-02-12", days=20, text="要查档案").status_code == 302
    again = step(client, row, "extended", "2026-02-12", days=20, text="再查")
    assert again.status_code == 422 and "只能延期一次，已经延过" in text_of(again)


def test_a_step_with_a_fault_says_so_beside_the_field_and_keeps_what_was_typed(cast, client):
    row = stored(cast, "2026-02-03")
    sign_in(client, cast.county_editor)
    for given, words in (
        ({"days": 10, "text": ""}, "请写要补正什么"),
        ({"days": 0, "text": "写明文号"}, "1"),
        ({"days": 10, "text": f"你是 {ID_NUMBER}"}, "身份证号"),
        ({"days": 10, "text": "写明文号", "on": "2026-02-13"}, "今天以前"),
        ({"days": 10, "text": "写明文号", "on": "不是日子"}, "日期"),
    ):
        page = step(client, row, "correction", given.pop("on", "2026-02-12"), **given)
        assert page.status_code == 422 and words in text_of(page), given
        assert given["text"] in page.content.decode()
    assert client.post(f"/staff/foi/{row.number}/step", {"kind": "nothing"}).status_code == 400
    assert step(client, row, "transferred", "2026-02-12").status_code == 400
    assert fresh(row).state == "running"


def test_of_two_clerks_at_once_the_second_gets_409(cast, client):
    row = stored(cast)
    sign_in(client, cast.county_editor)
    assert step(client, row, "answered", "2026-02-12", outcome="granted", text="见附件").status_code == 302
    page = step(client, row, "answered", "2026-02-12", seen=2, outcome="secret", text="理由")
    assert page.status_code == 409 and "别人刚刚办过" in text_of(page)
    assert fresh(row).outcome == "granted"


def test_a_full_value_wants_a_reason_and_the_picture_is_looked_at_once(cast, client, settings):
    row = stored(cast)
    with acting(None, scope=everywhere()):
        keep(row, "image/jpeg;/9j/AAAA")
    sign_in(client, cast.county_editor)
    at = f"/staff/foi/{row.number}/"
    assert client.post(at + "unmask", {"column": "phone", "reason": " "}).status_code == 422
    assert client.post(at + "unmask", {"column": "title", "reason": "看看"}).status_code == 422
    assert PHONE in text_of(client.post(at + "unmask", {"column": "phone", "reason": "电话确认"}))
    assert AuditEntry.objects.get(action="unmask").detail == {"column": "phone", "reason": "电话确认"}
    settings.UNMASK_A_DAY = 1
    assert client.post(at + "unmask", {"column": "phone", "reason": "电话确认"}).status_code == 403
    seen = client.post(at + "scan")
    assert (
        seen["Content-Type"] == "image/jpeg"
        and "no-store" in seen["Cache-Control"]
        and seen.content[:2] == b"\xff\xd8"
    )
    assert step(client, row, "verified", "2026-02-12").status_code == 302
    assert client.post(at + "scan").status_code == 404
    with acting(None, scope=everywhere()):
        assert not IdentityScan.objects.exists()


def words_of(pdf):
    document = pypdfium2.PdfDocument(pdf.content)
    return re.sub(r"\s", "", "".join(page.get_textpage().get_text_bounded() for page in document))


def test_letters_name_articles_reasons_and_remedies_and_a_third_party_never_learns_who_asks(cast, client):
    row, editor = stored(cast, "2026-02-03"), cast.county_editor
    with acting(None, scope=everywhere()):
        took(row, "correction", "2026-02-04", editor, "请写明年份", days=10)
        took(row, "corrected", "2026-02-05", editor)
        took(
            row,
            "consulted",
            "2026-02-06",
            editor,
            "涉及你单位报价",
            who="third_party",
            reached_on="2026-02-06",
        )
        took(row, "opinion", "2026-02-10", editor, said="refuses")
        took(row, "extended", "2026-02-11", editor, "要查档案", days=10)
        took(row, "answered", "2026-02-12", editor, "报价部分涉及商业秘密", outcome="partly")
    sign_in(client, editor)
    letters = {n: words_of(client.get(f"/staff/foi/{row.number}/letters/{n}.pdf")) for n in (2, 3, 5, 7, 8)}
    assert NAME in letters[2] and "登记回执" in letters[2]
    assert (
        "第三十条" in letters[3]
        and "请写明年份" in letters[3]
        and "2026年2月25日以前（10个工作日）" in letters[3]
    )
    assert (
        NAME not in letters[5]
        and "第三十二条" in letters[5]
        and TITLE in letters[5]
        and "15个工作日" in letters[5]
    )
    assert "第三十三条" in letters[7] and "延长10个工作日" in letters[7]
    assert "第三十七条" in letters[8] and "报价部分涉及商业秘密" in letters[8]
    assert "60日内依法申请行政复议" in letters[8] and "6个月内" in letters[8]
    assert not [text for text in letters.values() if ID_NUMBER in text or PHONE in text]
    assert client.get(f"/staff/foi/{row.number}/letters/4.pdf").status_code == 404
    sheet = words_of(client.get(f"/staff/foi/{row.number}/reckoning.pdf"))
    assert "跳过春节9天" in sheet and "20+延长10+不计入2" in sheet and NAME not in sheet


def entering(client, cast, **given):
    page = client.get("/staff/foi/new")
    sent = {name: values[-1] for name, values in form_of(page, "entered").items()}
    return sent | ASKED | {"channel": "kiosk", "received_on": "2026-02-11", "is_dictated": "on"} | given


def test_what_somebody_says_who_cannot_write_is_read_back_before_it_is_stored(cast, client):
    sign_in(client, cast.county_editor)
    back = client.post("/staff/foi/new", entering(client, cast))
    assert NAME in text_of(back) and "念给本人听" in text_of(back)
    with acting(None, scope=everywhere()):
        assert not Application.objects.exists()
    sent = {name: values[-1] for name, values in form_of(back, "read-back").items()}
    again = client.post("/staff/foi/new", sent | {"change": "1"})
    assert again.status_code == 200 and form_of(again, "entered")["name"] == [NAME]
    done = client.post("/staff/foi/new", sent)
    number, code = re.findall(r'receipt-number">(\w+)<', done.content.decode())
    with acting(None, scope=everywhere()):
        row = Application.objects.get(number=number)
    assert (row.channel, row.is_dictated, row.received_on) == ("kiosk", True, dt.date(2026, 2, 11))
    assert row.entered_by == cast.county_editor
    assert "2026 年 3 月 17 日以前答复" in text_of(
        client.post("/foi/receipt", {"number": number, "code": code})
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"received_on": "2026-02-13"}, "不能在今天以后"),
        ({"channel": "online"}, "online"),
        ({"identity_number": "1"}, "18 位"),
        ({"token": "x"}, "放得太久"),
    ],
)
def test_what_the_staff_enter_is_checked_as_well(cast, client, given, words):
    sign_in(client, cast.county_editor)
    page = client.post("/staff/foi/new", entering(client, cast, **given))
    assert page.status_code == 422 and words in text_of(page)


def test_staff_without_an_office_that_takes_applications_enter_none(cast, client):
    sign_in(client, cast.neighbour_editor)
    assert client.get("/staff/foi/new").status_code == 404


def test_an_application_goes_to_the_office_whose_it_is_with_its_receipt(cast, client):
    office(cast.neighbour_bureau)
    row = stored(cast)
    FoiReceipt.objects.create(
        application=row, number=row.number, region=row.region, code_hash="x", form_digest="x"
    )
    sign_in(client, cast.county_editor)
    assert step(client, row, "transferred", "2026-02-12", at="transfer", to="").status_code == 422
    target = cast.neighbour_bureau.public_id
    moved = step(client, row, "transferred", "2026-02-12", at="transfer", to=target)
    assert moved.status_code == 302 and moved["Location"] == "/staff/foi/"
    assert client.get(f"/staff/foi/{row.number}/").status_code == 404
    sign_in(client, cast.neighbour_editor)
    assert client.get(f"/staff/foi/{row.number}/").status_code == 200
    assert FoiReceipt.objects.get().region == cast.neighbour


def test_others_of_the_same_person_are_named_and_merged(cast, client):
    main, other = stored(cast), stored(cast, "2026-02-03")
    stranger = stored(cast, "2026-02-04", identity_number="110105194912310011")
    sign_in(client, cast.county_editor)
    page = client.get(f"/staff/foi/{other.number}/").content.decode()
    assert main.number in page and stranger.number not in page
    wrong = step(client, other, "merged", "2026-02-12", at="merge", into=other.number)
    assert wrong.status_code == 422 and "另一件" in text_of(wrong)
    assert step(client, other, "merged", "2026-02-12", at="merge", into=main.number).status_code == 302
    assert fresh(other).merged_into_id == main.pk


def test_without_the_calendar_of_a_year_the_date_is_provisional_and_a_letter_that_names_it_refused(
    cast, client
):
    cast.clock.set("2026-12-29 10:00")
    CalendarYear.objects.filter(year=2027).delete()
    row = stored(cast, "2026-12-28")
    sign_in(client, cast.county_publisher)
    assert "暂定" in text_of(client.get(f"/staff/foi/{row.number}/"))
    page = step(client, row, "extended", "2026-12-29", days=20, text="要查档案")
    assert page.status_code == 422 and "2027年的工作日历尚未录入" in text_of(page)


def test_the_yearly_table_balances_and_its_workbook_has_the_official_rows(cast, client):
    for number, outcome in enumerate(("granted", "published", "secret", "complaint")):
        row = stored(cast, f"2026-01-{5 + number:02}", applicant_kind="person")
        with acting(None, scope=everywhere()):
            took(row, "answered", "2026-02-11", cast.county_editor, "见附件", outcome=outcome)
    stored(cast, "2025-12-30")
    sign_in(client, cast.county_editor)
    page = text_of(client.get("/staff/foi/annual/?year=2026"))
    assert "勾稽关系相符" in page
    for year in ("abcd", "1999", "20261", "２０２６"):
        assert client.get(f"/staff/foi/annual/?year={year}").status_code == 400
    answer = client.post("/staff/foi/annual/export", {"year": "2026"})
    book = load_workbook(io.BytesIO(answer.content))
    first = list(book.worksheets[0].values)
    numbers = {next(head for head in reversed(row[:3]) if head): row[3:] for row in first[4:]}
    assert len(first) == 4 + 25
    assert numbers["一、本年新收政府信息公开申请数量"] == (4, 0, 0, 0, 0, 0, 4)
    assert numbers["二、上年结转政府信息公开申请数量"][-1] == 1
    assert numbers["（一）予以公开"][-1] == 2 and numbers["1.属于国家秘密"][-1] == 1
    assert numbers["（七）总计"][-1] == 4 and numbers["四、结转下年度继续办理"][-1] == 1
    assert "A2:C4" in map(str, book.worksheets[0].merged_cells.ranges)
    assert book.worksheets[1].max_column == 15
    assert AuditEntry.objects.get(action="export", noun="foi_application").detail["rows"]
    other = text_of(client.get(f"/staff/foi/annual/?year=2026&organisation={cast.other_bureau.public_id}"))
    assert "勾稽关系相符" in other
