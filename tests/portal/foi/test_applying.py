"""/foi/: who wants to know something finds the office, looks first, applies with what the law asks, and comes back."""

import datetime as dt
import io
import re

import pytest
from PIL import Image

from layers.audit.acting import acting
from layers.foi.models import Application, FoiReceipt, IdentityScan, PublicAnswer
from layers.foi.retention import everywhere
from layers.personal.reading import read
from layers.search import index
from layers.workdays import reference
from tests.harness.cast import make_cast
from tests.harness.clock import Clock
from tests.harness.posting import form_of
from tests.layers.foi.making import ASKED, CREDIT_CODE, ID_NUMBER, NAME, office, took

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    reference.load()
    cast = make_cast()
    cast.office = office(cast.bureau)
    return cast


def address(cast):
    return f"/foi/{cast.office.public_id}/apply"


def filled(client, cast, **given):
    page = client.get(address(cast))
    return {name: values[-1] for name, values in form_of(page, "apply").items()} | ASKED | given


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def filed(client, cast, **given):
    page = client.post(address(cast), filled(client, cast, **given))
    assert page.status_code == 200, text_of(page)
    return re.findall(r'receipt-number">(\w+)<', page.content.decode())


def as_clerk(cast):
    return acting(cast.county_editor, scope=everywhere())


def rows():
    with acting(None, scope=everywhere()):
        return list(Application.objects.all())


def test_the_guide_lists_offices_and_the_page_of_one_shows_what_is_public_before_the_form(cast, client):
    given = {
        "question": "东村征收土地公告",
        "outcome": "granted",
        "answer": "见公告",
        "answered_on": dt.date(2026, 1, 5),
    }
    answer = PublicAnswer.objects.create(organisation=cast.bureau, **given)
    index.rebuild()
    assert "博兴县自然资源和规划局" in text_of(client.get("/foi/"))
    assert "没有找到" in text_of(client.get("/foi/?name=没有这个局"))
    page = client.get(f"/foi/{cast.office.public_id}?q=东村")
    assert answer.get_absolute_url() in page.content.decode()
    assert "/v/371625104201" in page.content.decode()  # what the search of the site knows of it
    assert "见公告" in text_of(client.get(answer.get_absolute_url()))
    assert client.get(f"/foi/{cast.office.public_id}?q={'很' * 70}").status_code in (200, 400)


def test_an_organisation_with_a_site_of_its_own_is_linked_and_takes_nothing_here(cast, client):
    away = office(cast.other_bureau, mode="link", link="https://example.cn/foi")
    page = client.get(f"/foi/{away.public_id}")
    assert 'href="https://example.cn/foi"' in page.content.decode() and "填申请表" not in text_of(page)
    assert client.get(f"/foi/{away.public_id}/apply").status_code == 302
    assert client.post(f"/foi/{away.public_id}/apply").status_code == 404


def test_the_form_asks_what_the_law_names_and_not_what_it_is_for(cast, client):
    names = set(form_of(client.get(address(cast)), "apply"))
    assert set(ASKED) <= names | {"applicant_kind"}
    assert not {name for name in names if "purpose" in name or "use" in name}


def test_what_comes_by_the_net_waits_for_the_confirmation_and_both_days_are_shown(cast, client, monkeypatch):
    clock = Clock(monkeypatch)
    clock.set("2025-09-26 17:50")
    number, code = filed(client, cast)
    told = text_of(client.post("/foi/receipt", {"number": number, "code": code}))
    assert "待确认收到" in told and "2025-09-26" in told and "还没有确认" in told
    clock.set("2025-09-28 09:00")
    with as_clerk(cast):
        took(Application.objects.get(number=number), "received", "2025-09-28", cast.county_editor)
    told = text_of(client.post("/foi/receipt", {"number": number, "code": code}))
    assert "2025 年 10 月 31 日以前答复" in told and "跳过国庆节、中秋节 8 天" in told
    assert NAME not in told and ID_NUMBER not in told


def test_an_enterprise_applies_with_its_code(cast, client):
    filed(
        client, cast, applicant_kind="enterprise", name="示例公司", identity_kind="credit_code",
        identity_number=CREDIT_CODE.lower(), representative="李四", agent="王五",
    )  # fmt: skip
    with as_clerk(cast):
        assert read(Application.objects.get(), "identity_number") == (CREDIT_CODE,)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": ""}, "请写姓名或单位名称"),
        ({"identity_number": ""}, "请写证件号码"),
        ({"identity_number": ID_NUMBER[:-1] + "1"}, "校验位不对"),
        ({"identity_number": "123"}, "应为 18 位"),
        ({"identity_number": "110105199902310024"}, "出生日期不对"),
        ({"applicant_kind": "enterprise"}, "请选统一社会信用代码"),
        ({"identity_kind": "credit_code"}, "自然人请选身份证"),
        (
            {
                "applicant_kind": "enterprise",
                "identity_kind": "credit_code",
                "identity_number": "91350100M000100Y44",
            },
            "校验位",
        ),
        ({"title": "", "description": ""}, "至少写一样"),
        ({"phone": "", "address": ""}, "至少填一样"),
        ({"phone": "一三八"}, "电话应为数字"),
        ({"postcode": "12"}, "6 位数字"),
        ({"delivery": "email"}, "要写邮箱"),
        ({"carrier": "paper"}, "只能是电子的"),
        ({"delivery": "pigeon"}, "pigeon"),
        ({"description": f"我是 {ID_NUMBER}"}, "里面有身份证号"),
        ({"description": "字" * 2001}, "2001"),
        ({"title": "公告\x07"}, "控制字符"),
        ({"token": "x"}, "放得太久"),
        ({"website": "http://x"}, "防机器人"),
    ],
)
def test_what_cannot_be_so_is_said_beside_its_field_and_nothing_is_stored(cast, client, given, words):
    page = client.post(address(cast), filled(client, cast, **given))
    assert page.status_code == 422 and words in text_of(page)
    assert "还没有交上去" in text_of(page) and rows() == []


def test_a_kiosk_asks_for_no_photo_and_takes_none(cast, client):
    client.get("/foi/?device=kiosk")
    assert 'type="file"' not in client.get(address(cast)).content.decode()
    filed(client, cast, scan=picture())
    with as_clerk(cast):
        assert not IdentityScan.objects.exists()


def test_a_script_in_a_name_is_a_name(cast, client):
    script = "<script>alert(1)</script>"
    number, code = filed(client, cast, title=script)
    page = client.post("/foi/receipt", {"number": number, "code": code}).content.decode()
    assert script not in page
    assert script not in client.get(f"{address(cast)}?title={script}").content.decode()


def test_the_same_form_handed_in_twice_is_one_application(cast, client):
    form = filled(client, cast)
    pages = [client.post(address(cast), form).content.decode() for _ in range(2)]
    numbers = [re.findall(r'receipt-number">(\w+)<', page) for page in pages]
    assert numbers[0] == numbers[1] and len(rows()) == 1


def picture(name="a.jpg"):
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(content, "JPEG")
    content.seek(0)
    content.name = name
    return content


def test_a_picture_of_the_document_is_made_anew_and_encrypted(cast, client):
    filed(client, cast, scan=picture())
    with as_clerk(cast):
        scan = IdentityScan.objects.get()
        assert b"JFIF" not in bytes(scan.content)
        assert read(scan, "content")[0].startswith("image/jpeg;/9j/")


def test_a_programme_that_calls_itself_pdf_is_refused_beside_its_field(cast, client):
    programme = io.BytesIO(b"MZ" + b"\0" * 20_000)
    programme.name = "scan.pdf"
    page = client.post(address(cast), filled(client, cast, scan=programme))
    assert page.status_code == 422 and "id_scan_error" in page.content.decode() and rows() == []


def test_a_file_that_is_too_large_is_refused_before_it_is_read(cast, client, monkeypatch):
    monkeypatch.setattr("layers.foi.scans.MAX_BYTES", 1 << 20)
    large = io.BytesIO(b"\xff" * (1 << 20) + b"\xff")
    large.name = "scan.jpg"
    page = client.post(address(cast), filled(client, cast, scan=large))
    assert page.status_code == 422 and "超过 1 MB" in text_of(page)


def test_a_wrong_code_and_an_unknown_number_are_one_answer_and_five_are_enough(cast, client):
    number, code = filed(client, cast)
    wrong = "000001" if code != "000001" else "000002"
    answers = []
    for asked in (number, "7ZZZZZZZG"):
        tries = [client.post("/foi/receipt", {"number": asked, "code": wrong}) for _ in range(6)]
        assert [page.status_code for page in tries] == [422] * 5 + [429]
        answers.append(text_of(tries[0]).replace(asked, ""))
        assert tries[5]["Retry-After"] == "3600"
    assert answers[0].replace(number, "") == answers[1]
    assert client.post("/foi/receipt", {"number": number, "code": code}).status_code == 429


def test_too_many_from_one_network_are_told_to_wait(cast, client, settings):
    settings.FOI_OF_A_SOURCE = 1
    filed(client, cast)
    page = client.post(address(cast), filled(client, cast, name="李四"))
    assert page.status_code == 429 and page["Retry-After"] == "3600" and len(rows()) == 1


def test_what_was_handed_in_is_nobodys_to_cache_and_the_code_stands_in_no_address(cast, client):
    page = client.post(address(cast), filled(client, cast))
    number, code = re.findall(r'receipt-number">(\w+)<', page.content.decode())
    assert "no-store" in page["Cache-Control"] and f"number={number}" in page.content.decode()
    assert code not in re.sub(r"receipt-number\">\w+<", "", page.content.decode())
    assert FoiReceipt.objects.get().code_hash != code
