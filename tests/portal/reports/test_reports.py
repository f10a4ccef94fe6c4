"""报错: one tap on the page, a receipt, the desk's answer, and what the visitor is told by number and code."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from layers.audit.acting import acting
from layers.places.models import Place
from layers.receipts.door import OnlyThere
from layers.reports.models import Report, ReportReceipt
from layers.reports.retention import erase_old
from tests.harness.cast import make_cast
from tests.harness.posting import form_of
from tests.harness.signing_in import sign_in
from tests.layers.land.factories import case
from tests.layers.places.making import place
from tests.layers.services.making import item

pytestmark = pytest.mark.django_db
SAID = "大门在南边"


@pytest.fixture
def cast(db):
    made = make_cast()
    made.hall = place("示例大厅", made.county, (118.1, 37.2), organisation=made.bureau)
    return made


def reported(client, address, **said):
    """Number and code, as a visitor is shown them."""
    form = form_of(client.get(address), "report") | {"fault": "position", "text": SAID} | said
    answer = client.post(address, form)
    assert answer.status_code == 200, answer.content.decode()
    return re.findall(r'receipt-number">([^<]+)<', answer.content.decode())


def row_of(number, region):
    with acting(None, scope=OnlyThere(region.path)):
        return Report.objects.select_related("organisation").get(number=number)


def test_every_thing_has_its_taps_on_its_page_and_each_leads_to_a_form_with_that_fault(client, cast):
    things = {
        "place": (cast.hall, ["position", "phone", "hours", "other"]),
        "item": (item(cast.bureau, "示例事项"), ["phone", "hours", "other"]),
        "case": (case(cast.county, [cast.village], organisation=cast.bureau), ["position", "phone", "other"]),
    }
    for kind, (thing, faults) in things.items():
        html = client.get(thing.get_absolute_url()).content.decode()
        here = f"/report/{kind}/{thing.public_id}"
        assert re.findall(rf'href="{here}\?fault=(\w+)"', html) == faults
        assert form_of(client.get(f"{here}?fault=other"), "report")["fault"] == ["other"]


def test_a_report_is_ciphertext_of_the_office_that_answers_for_the_place(client, cast):
    number, code = reported(client, f"/report/place/{cast.hall.public_id}", phone="0000-1234567")
    row = row_of(number, cast.county)
    assert (row.place_id, row.organisation, row.region_id) == (cast.hall.pk, cast.bureau, cast.county.pk)
    assert SAID.encode() not in bytes(row.text) and len(code) == 6
    assert number not in client.get(cast.hall.get_absolute_url()).content.decode()


def test_the_same_form_twice_is_one_report_and_one_receipt(client, cast):
    address = f"/report/place/{cast.hall.public_id}"
    form = form_of(client.get(address), "report") | {"fault": "phone"}
    shown = [
        re.findall(r'receipt-number">([^<]+)<', client.post(address, form).content.decode()) for _ in range(2)
    ]
    assert shown[0] == shown[1] and ReportReceipt.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"fault": ""}, "请选什么不对"),
        ({"fault": "colour"}, "选"),
        ({"text": "长" * 201}, "200"),
        ({"phone": "打我家"}, "电话应为数字"),
        ({"text": "我是 11010519491231002X"}, "身份证号"),
        ({"token": "x"}, "放得太久了"),
        ({"website": "http://spam"}, "请留空"),
    ],
)
def test_what_is_not_taken_says_why_and_stores_nothing(client, cast, said, told):
    address = f"/report/place/{cast.hall.public_id}"
    form = form_of(client.get(address), "report") | {"fault": "phone"} | said
    answer = client.post(address, form)
    assert answer.status_code == 422 and told in answer.content.decode()
    assert ReportReceipt.objects.count() == 0


def test_too_many_from_one_network_are_told_to_wait(client, cast, settings):
    settings.REPORTS_OF_A_SOURCE = 1
    address = f"/report/place/{cast.hall.public_id}"
    reported(client, address)
    form = form_of(client.get(address), "report") | {"fault": "phone"}
    answer = client.post(address, form)
    assert answer.status_code == 429 and answer["Retry-After"] == "3600"
    assert ReportReceipt.objects.count() == 1


def test_an_unknown_number_and_a_wrong_code_are_one_answer(client, cast):
    number, code = reported(client, f"/report/place/{cast.hall.public_id}")
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    pages = [
        client.post("/report/receipt", {"number": given, "code": wrong})
        for given in (number, "0" * 9, "nothing")
    ]
    assert {page.status_code for page in pages} == {422}
    errors = {re.search(r'id="receipt-error">([^<]+)', page.content.decode()).group(1) for page in pages}
    assert len(errors) == 1
    told = client.post("/report/receipt", {"number": number, "code": code}).content.decode()
    assert "已经收到，正在核实" in told and SAID not in told


def test_found_right_renews_the_day_of_verification_and_the_visitor_reads_the_answer(client, cast):
    number, code = reported(client, f"/report/place/{cast.hall.public_id}")
    desk = sign_in(client, cast.county_editor)
    assert number in desk.get("/staff/reports/").content.decode()
    assert "群众报错：有 1 件等着核实。" in desk.get("/staff/").content.decode()
    here = f"/staff/reports/{number}/"
    page = desk.get(here).content.decode()
    assert SAID in page and f"/staff/places/{cast.hall.public_id}/change" in page
    assert desk.post(f"{here}answer", {"state": "confirmed", "answer": ""}).status_code == 422
    assert (
        desk.post(f"{here}answer", {"state": "confirmed", "answer": "到现场看过，门在北边。"}).status_code
        == 302
    )
    assert Place.objects.get(pk=cast.hall.pk).verified_on == timezone.localdate()
    assert desk.post(f"{here}answer", {"state": "corrected", "answer": "又改"}).status_code == 422
    assert "群众报错：" not in desk.get("/staff/").content.decode()
    client.logout()
    told = client.post("/report/receipt", {"number": number, "code": code}).content.decode()
    assert "核实无误" in told and "到现场看过，门在北边。" in told


def test_another_counties_and_another_bureaus_editors_see_nothing_of_it(client, cast):
    number, _ = reported(client, f"/report/place/{cast.hall.public_id}")
    for who in (cast.neighbour_editor, cast.bureau_editor):
        desk = sign_in(client, who)
        assert number not in desk.get("/staff/reports/").content.decode()
        assert desk.get(f"/staff/reports/{number}/").status_code == 404
        assert (
            desk.post(f"/staff/reports/{number}/answer", {"state": "corrected", "answer": "好"}).status_code
            == 404
        )
    assert row_of(number, cast.county).state == "waiting"


def test_the_phone_is_shown_in_full_only_with_a_reason(client, cast):
    number, _ = reported(client, f"/report/place/{cast.hall.public_id}", phone="13812345678")
    desk = sign_in(client, cast.county_editor)
    here = f"/staff/reports/{number}/"
    assert "138****5678" in desk.get(here).content.decode()
    assert desk.post(f"{here}unmask", {"reason": ""}).status_code == 422
    assert "13812345678" in desk.post(f"{here}unmask", {"reason": "打电话核实"}).content.decode()


def test_half_a_year_after_the_answer_words_and_receipt_are_gone_and_what_waits_stays(client, cast):
    address = f"/report/place/{cast.hall.public_id}"
    number, _ = reported(client, address)
    waiting, _ = reported(client, address, text="另一件")
    desk = sign_in(client, cast.county_editor)
    desk.post(f"/staff/reports/{number}/answer", {"state": "corrected", "answer": "已改。"})
    now = timezone.now()
    assert erase_old(now + dt.timedelta(days=179)) == 0
    assert erase_old(now + dt.timedelta(days=181)) == 1
    assert list(ReportReceipt.objects.values_list("number", flat=True)) == [waiting]
    page = desk.get(f"/staff/reports/{number}/").content.decode()
    assert SAID not in page and "已销毁" in page
