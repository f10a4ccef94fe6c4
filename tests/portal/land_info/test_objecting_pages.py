"""提意见 within the period: the form, its receipt, the forms on paper, and what is told by number and code."""

import datetime as dt
import re
from collections import Counter

import pypdfium2
import pytest
from django.test import Client

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.audit.models import AuditEntry
from layers.land.publish import withdraw
from layers.objections.asking import ask
from layers.objections.models import Kind, Objection, Receipt
from layers.personal.reading import unmask
from layers.receipts.door import OnlyThere, TooManyGuesses
from tests.harness.clock import Clock
from tests.harness.posting import form_of
from tests.layers.land.factories import case

pytestmark = pytest.mark.django_db
IDENTITY = "11010519491231002X"
HOSTILE = [
    "<script>alert(1)</script>",
    "'; DROP TABLE objections_objection; --",
    "{{ 7*7 }}",
    "=cmd|' /C calc'!A0",
    "𠮷\u202e反",
    "..%2f%00",
]


@pytest.fixture
def found(places, on):
    county, _, place = places
    on("2024-03-15")
    return case(county, [place], name="新的案件", stages={"PLAN_NOTICE": dt.date(2024, 3, 4)})


def filled(client, found, **given):
    page = client.get(f"/c/{found.public_id}/say")
    assert page.status_code == 200
    sent = {name: values[-1] for name, values in form_of(page, "say").items()}
    return sent | {
        "kind": "opinion", "village": "371625104201", "text": "补偿标准偏低", "name": "张三", "phone": "138 1234 5678",
    } | given  # fmt: skip


def handed_in(client, found, **given):
    return client.post(f"/c/{found.public_id}/say", filled(client, found, **given))


def numbers(page):
    assert page.status_code == 200, page.content.decode()
    return re.findall(r'receipt-number">(\w+)<', page.content.decode())


def rows(places):
    with acting(None, scope=OnlyThere(places[0].path)):
        return list(Objection.objects.select_related("personal_key").order_by("pk"))


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_the_case_page_says_till_when_where_and_how(client, found):
    page = text_of(client.get(f"/c/{found.public_id}"))
    assert "怎么提意见 到 2024 年 4 月 3 日 为止" in page
    assert "0543-0000000" in page and "打印听证申请书" in page


def test_an_opinion_is_found_again_by_number_and_code(client, places, found):
    number, code = numbers(handed_in(client, found))
    assert re.fullmatch(r"\d{6}", code)
    told = text_of(client.post("/receipt", {"number": number.lower(), "code": code}))
    assert "已经收到，正在等答复" in told and "新的案件" in told
    assert "张三" not in told and "补偿标准偏低" not in told
    (row,) = rows(places)
    assert (row.kind, row.channel, row.region_id, row.is_late) == ("opinion", "online", places[2].pk, False)
    with acting(None, scope=OnlyThere(places[0].path)):
        kept = [unmask(row, name, reason="核对") for name in ("name", "phone", "address", "text")]
    assert kept == ["张三", "138 1234 5678", "", "补偿标准偏低"]


def test_the_code_stands_in_no_table_and_in_no_address(client, found):
    page = handed_in(client, found)
    number, code = numbers(page)
    kept = Receipt.objects.get()
    assert code not in (kept.code_hash, kept.form_digest) and kept.number == number
    assert (
        page["Cache-Control"].count("no-store") == 1 and code not in page.content.decode().split("<svg")[-1]
    )
    assert f"/receipt?number={number}" in page.content.decode() and f"={code}" not in page.content.decode()


def test_a_double_tap_and_a_replay_give_one_receipt(client, places, found):
    sent = filled(client, found)
    first, second = (numbers(client.post(f"/c/{found.public_id}/say", sent)) for _ in range(2))
    assert first == second and len(rows(places)) == 1
    # From another device: what is known is shown, nothing is added.
    assert numbers(Client().post(f"/c/{found.public_id}/say", sent)) == first and len(rows(places)) == 1


def test_other_words_in_the_same_form_are_a_second_letter(client, places, found):
    sent = filled(client, found)
    first = numbers(client.post(f"/c/{found.public_id}/say", sent))
    assert numbers(client.post(f"/c/{found.public_id}/say", sent | {"text": "还有一条"})) != first
    assert len(rows(places)) == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": ""}, "请写姓名"),
        ({"text": " "}, "请写下要说的话"),
        ({"phone": "", "address": ""}, "至少填一样"),
        ({"phone": "打村里"}, "电话应为数字"),
        ({"kind": "hearing", "village": ""}, "申请听证请选您所在的村"),
        ({"kind": "nothing"}, "nothing"),
        ({"village": "371600000000"}, "371600000000"),
        ({"name": "张\x07三"}, "控制字符"),
        ({"text": "\x1b[31m红"}, "控制字符"),
        ({"name": "张" * 61}, "60"),
        ({"text": "字" * 4001}, "4000"),
        ({"token": "forged"}, "放得太久"),
        ({"website": "http://spam"}, "请留空"),
    ],
)  # fmt: skip
def test_what_is_missing_or_hostile_is_said_beside_it_and_nothing_is_kept(client, places, found, given, said):
    page = handed_in(client, found, **given)
    assert page.status_code == 422 and said in text_of(page), text_of(page)
    assert "还没有交上去" in text_of(page)
    assert rows(places) == [] and not Receipt.objects.exists()


def test_a_nul_is_refused_with_words(client, places, found):
    assert handed_in(client, found, name="张\x00三").status_code == 422
    assert rows(places) == []


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_in_every_field_are_kept_as_they_are_and_harm_nothing(client, places, found, words):
    numbers(handed_in(client, found, name=words, address=words, text=words))
    with acting(None, scope=OnlyThere(places[0].path)):
        row = Objection.objects.get()
        assert [unmask(row, name, reason="核对") for name in ("name", "address", "text")] == [words] * 3
    wrong = handed_in(client, found, name=words, address=words, text=words, phone=words)
    assert wrong.status_code == 422 and "<script>alert" not in wrong.content.decode()


@pytest.mark.parametrize("typed", [IDENTITY, "110105 19491231 002x", "１１０１０５１９４９１２３１００２Ｘ"])
def test_an_identity_number_is_refused_and_taken_out_when_the_person_says_so(client, places, found, typed):
    page = handed_in(client, found, text=f"我是{typed}，不同意")
    assert page.status_code == 422 and "替我删去身份证号" in text_of(page) and rows(places) == []
    numbers(handed_in(client, found, text=f"我是{typed}，不同意", drop_numbers="on"))
    with acting(None, scope=OnlyThere(places[0].path)):
        assert unmask(Objection.objects.get(), "text", reason="核对") == "我是（身份证号已删），不同意"


def test_eighteen_digits_of_no_province_are_no_identity_number(client, found):
    numbers(handed_in(client, found, text="合同号 201401011234567890"))


@pytest.mark.parametrize("day", ["2024-03-03", "2024-04-04"])
def test_outside_of_the_period_nothing_is_taken_and_the_page_says_where_to_turn(
    client, places, found, on, day
):
    sent = filled(client, found)
    on(day)
    page = client.post(f"/c/{found.public_id}/say", sent)
    assert page.status_code == 409 and "0543-0000000" in text_of(page) and "没有收下" in text_of(page)
    assert rows(places) == []
    assert "现在不在提意见的期限里" in text_of(client.get(f"/c/{found.public_id}/say"))
    assert "怎么提意见" not in text_of(client.get(f"/c/{found.public_id}"))


def test_the_last_day_belongs_to_the_period(client, found, on):
    on("2024-04-03")
    numbers(handed_in(client, found))


def test_during_the_first_notice_only_opinions_are_taken(client, places, on):
    first = case(places[0], [places[2]], stages={"PRE_NOTICE": dt.date(2024, 3, 11)})
    page = client.get(f"/c/{first.public_id}/say").content.decode()
    assert 'value="opinion"' in page and 'value="hearing"' not in page
    assert handed_in(client, first, kind="hearing").status_code == 422


def test_after_five_wrong_codes_the_right_one_is_not_looked_at_either(client, found):
    number, code = numbers(handed_in(client, found))
    for status in [422] * 5 + [429]:
        assert client.post("/receipt", {"number": number, "code": "x"}).status_code == status
    locked = client.post("/receipt", {"number": number, "code": code})
    assert locked.status_code == 429 and "过一小时" in text_of(locked) and locked["Retry-After"] == "3600"


def test_of_a_thousand_guesses_five_are_looked_at(client, found, rf):
    number, code = numbers(handed_in(client, found))
    said = Counter()
    for guess in [f"{guess:06d}" for guess in range(1_001) if f"{guess:06d}" != code][:1_000]:
        with pytest.raises((BadInput, TooManyGuesses)) as refused:
            ask(rf.post("/receipt"), number, guess)
        said[refused.type] += 1
    assert said == {BadInput: 5, TooManyGuesses: 995}


def test_the_lock_ends_after_an_hour(client, found, monkeypatch):
    number, code = numbers(handed_in(client, found))
    clock = Clock(monkeypatch)
    for _ in range(6):
        client.post("/receipt", {"number": number, "code": "x"})
    clock.move(minutes=59)
    assert client.post("/receipt", {"number": number, "code": code}).status_code == 429
    clock.move(minutes=2)
    assert client.post("/receipt", {"number": number, "code": code}).status_code == 200


def test_an_unknown_number_is_answered_as_a_wrong_code_is(client, found):
    number, _ = numbers(handed_in(client, found))
    known = client.post("/receipt", {"number": number, "code": "12345x"})
    unknown = client.post("/receipt", {"number": "00000000A", "code": "12345x"})
    same = [re.sub(r'value="[^"]*"', "", page.content.decode()) for page in (known, unknown)]
    assert same[0] == same[1] and known.status_code == unknown.status_code == 422


def test_a_source_that_files_without_end_is_stopped_and_told_how_else(client, places, found, settings):
    settings.OBJECTIONS_OF_A_SOURCE = 2
    sent = filled(client, found)
    numbers(client.post(f"/c/{found.public_id}/say", sent))
    numbers(handed_in(client, found, text="二"))
    stopped = handed_in(client, found, text="三")
    assert stopped.status_code == 429 and "打印意见书" in text_of(stopped) and len(rows(places)) == 2
    # The double tap of one that was taken is still shown its receipt.
    numbers(client.post(f"/c/{found.public_id}/say", sent))


def test_a_kiosk_says_so_and_its_pages_wipe_themselves(client, places, found):
    client.cookies["device"] = "kiosk"
    assert "js/kiosk.js" in client.get(f"/c/{found.public_id}/say").content.decode()
    sheet = client.get(f"/c/{found.public_id}/say/opinion.pdf").content.decode()
    assert "意见书</h1>" in sheet and "data-print" in sheet, "a page to print, and no file"
    numbers(handed_in(client, found))
    assert rows(places)[0].channel == "kiosk"


def test_a_form_of_another_site_is_refused(found, places):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/c/{found.public_id}/say", filled(strict, found)).status_code == 403
    assert rows(places) == []


@pytest.mark.parametrize(
    ("kind", "title"), [(Kind.OPINION, "意见书"), (Kind.HEARING, "听证申请书"), (Kind.DISPUTE, "异议书")]
)
def test_the_form_on_paper_is_filled_with_the_case_and_fits_a_page(client, found, kind, title):
    answer = client.get(f"/c/{found.public_id}/say/{kind}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    (sheet,) = pypdfium2.PdfDocument(answer.content)
    words = re.sub(r"\s", "", sheet.get_textpage().get_text_bounded())
    for wanted in (
        title,
        "新的案件",
        found.public_id,
        "东村村委会",
        "2024年4月3日",
        "0543-0000000",
        "不用写身份证号",
    ):
        assert wanted in words, words
    assert [round(side) for side in sheet.get_size()] == [595, 842]


def test_no_form_on_paper_without_a_period(client, found, on):
    on("2024-04-04")
    assert client.get(f"/c/{found.public_id}/say/hearing.pdf").status_code == 302
    assert client.get(f"/c/{found.public_id}/say/complaint.pdf").status_code == 404


def test_what_was_written_and_read_stands_in_the_trail_without_its_words(client, places, found):
    number, code = numbers(handed_in(client, found))
    client.post("/receipt", {"number": number, "code": code})
    written = AuditEntry.objects.get(noun="objections_objection", action="insert")
    assert written.actor_name == "匿名" and written.detail["purpose"] == "提交征地意见"
    told = str(list(AuditEntry.objects.values()))
    assert "张三" not in told and "补偿标准" not in told and code not in told


def test_withdrawn_cases_take_nothing(client, found):
    withdraw(found, "有误")
    assert client.get(f"/c/{found.public_id}/say").status_code == 410
    assert client.get(f"/c/{found.public_id}/say/opinion.pdf").status_code == 302
