"""By mail: two steps in, one click out, and what the city's mail server may answer."""

import re
import smtplib

import pytest
from django.core import mail as django_mail
from django.test import Client
from django.utils import timezone

from layers.audit.acting import acting
from layers.subscriptions import sending
from layers.subscriptions.by_mail import LONGEST
from layers.subscriptions.channels import Letter
from layers.subscriptions.city import of_the_city
from layers.subscriptions.expanding import expand_waiting
from layers.subscriptions.mail import Mail
from layers.subscriptions.models import Outbox, State, Subscriber, Verification
from tests.harness.cast import make_cast
from tests.harness.clock import Clock
from tests.layers.subscriptions.mail_server import mail_server
from tests.layers.subscriptions.making import subscriber, tell

pytestmark = pytest.mark.django_db
ADDRESS = "Reader@Example.com"


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def wanted(cast, settings):
    settings.MAIL_BACKEND, settings.MAIL_A_SECOND = "smtp", 0
    return {"kind": "village", "key": cast.village.code, "way": "email"}


def the_link(message):
    return re.search(r"/subscriptions/mail/\S+", message.body)[0]


def test_who_opens_the_link_and_says_yes_is_told_and_leaves_with_one_click(client, cast, wanted):
    asked = client.post("/subscriptions/new", wanted | {"email": ADDRESS})
    assert asked.status_code == 200 and ADDRESS not in asked.content.decode()
    sending.drain("email", 10)
    (letter,) = django_mail.outbox
    assert letter.to == [ADDRESS] and "List-Unsubscribe" not in letter.extra_headers
    link = the_link(letter)

    # Programs that open every link confirm nothing.
    assert "确认订阅" in client.get(link).content.decode()
    tell(cast, "before")
    assert expand_waiting() == 0
    assert "邮箱已经确认" in client.post(link).content.decode()
    assert client.post(link).status_code == client.get(link).status_code == 410

    tell(cast)
    assert expand_waiting() == 1
    sending.drain("email", 10)
    _, told = django_mail.outbox
    row = Outbox.objects.get(notice__event="e")
    assert told.subject == "东村：征地补偿安置公告"
    assert "以村里张贴的公告为准" in told.body and "/c/000000000" in told.body
    assert re.fullmatch(rf"<cuntu-{row.pk}@[\w.-]+>", told.extra_headers["Message-ID"])
    assert told.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = re.search(r"/u/\w+", told.extra_headers["List-Unsubscribe"])[0]
    clicked = Client(enforce_csrf_checks=True).post(leave, {"List-Unsubscribe": "One-Click"})
    assert clicked.status_code == 200
    with acting(None, scope=of_the_city()):
        assert not Subscriber.objects.exists()


def test_a_link_opens_for_a_day_and_the_page_behind_another_way_in_is_not_its_key(
    client, wanted, monkeypatch, settings, tmp_path
):
    settings.SMS_BACKEND, settings.SMS_LOG = "console", tmp_path / "sms.log"
    client.post("/subscriptions/new", wanted | {"email": ADDRESS})
    sending.drain("email", 10)
    link = the_link(django_mail.outbox[0])
    page = client.post("/subscriptions/new", wanted | {"way": "sms", "number": "13812345678"})
    ticket = re.search(r'name="ticket" value="([^"]+)"', page.content.decode())[1]
    assert client.post(f"/subscriptions/mail/{ticket}").status_code == 410
    clock = Clock(monkeypatch)
    clock.move(hours=25)
    Verification.objects.update(created_at=clock.start)
    assert client.post(link).status_code == 410
    with acting(None, scope=of_the_city()):
        assert not Subscriber.objects.exclude(confirmed_at=None).exists()


@pytest.mark.parametrize(
    "typed",
    ["", "a", "a@", "a@b", "a@b.cn\nBcc: c@d.cn", "名字@例子.中国", f"{'a' * LONGEST}@b.cn", "<a@b.cn>", "a@b.cn,c@d.cn"],
)  # fmt: skip
def test_what_is_no_mail_address_is_refused_in_words(client, wanted, typed):
    for given, where in ((wanted, "/subscriptions/new"), ({}, "/subscriptions/mail")):
        page = client.post(where, given | {"email": typed})
        assert page.status_code == 422 and "应为电子邮箱地址" in page.content.decode()
    assert not Outbox.objects.exists()


def test_the_sixth_letter_to_an_address_within_an_hour_is_refused(client, wanted):
    answers = [
        client.post("/subscriptions/new", wanted | {"email": one}).status_code
        for one in (ADDRESS, ADDRESS.lower(), ADDRESS, ADDRESS.upper(), ADDRESS, ADDRESS)
    ]
    assert answers == [200] * 5 + [429]
    with acting(None, scope=of_the_city()):
        assert Subscriber.objects.count() == 1


def letters(*addresses):
    return [Letter(f"cuntu-{n}", to, "正文", {"subject": "标题"}) for n, to in enumerate(addresses)]


@pytest.fixture
def server(settings):
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server.port, False
        yield server


def test_what_the_mail_server_says_is_told_apart_and_repeats_no_address(server):
    server.answers = {
        "full@example.com": "452 mailbox of full@example.com is full",
        "gone@example.com": "550 no gone@example.com here",
        "torn@example.com": "",
    }
    sent = Mail().send(letters("one@example.com", *server.answers, "last@example.com"))
    assert [one.state for one in sent] == [
        State.SENT, State.QUEUED, State.FAILED, State.UNKNOWN, State.SENT,
    ]  # fmt: skip
    assert "452" in sent[1].problem and "550" in sent[2].problem
    assert not any("@" in one.problem for one in sent)
    assert [(one["To"], one["Message-ID"].split("@")[0]) for one in server.taken] == [
        ("one@example.com", "<cuntu-0"),
        ("last@example.com", "<cuntu-4"),
    ]


def test_a_mail_server_that_is_away_took_nothing(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 9, False
    assert {one.state for one in Mail().send(letters("a@example.com", "b@example.com"))} == {State.QUEUED}


def test_a_letter_without_an_answer_is_sent_again_under_its_message_id_and_counted(
    cast, wanted, server, monkeypatch
):
    subscriber(cast, ADDRESS, "email")
    tell(cast)
    expand_waiting()
    taken = smtplib.SMTP.sendmail

    def cut(self, *arguments, **options):
        taken(self, *arguments, **options)
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as broken:
        broken.setattr(smtplib.SMTP, "sendmail", cut)
        sending.drain("email", 10)
    assert Outbox.objects.get().state == State.UNKNOWN
    Outbox.objects.update(due_at=timezone.now())
    sending.drain("email", 10)
    row = Outbox.objects.get()
    assert (row.state, row.unknowns) == (State.SENT, 1)
    first, again = server.taken
    assert first["Message-ID"] == again["Message-ID"]
