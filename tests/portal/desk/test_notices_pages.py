"""A notice that waits: what it says and how many it reaches is seen by a second person, who sends it; and the sheet that is
read aloud in the village."""

import re

import pypdfium2
import pytest
from django.utils import timezone

from layers.audit.acting import acting
from layers.staff.scope import scope_of
from layers.subscriptions import sending
from layers.subscriptions.broadcast import broadcast
from layers.subscriptions.expanding import expand_waiting
from layers.subscriptions.models import Notice, NoticeKind, Outbox
from tests.harness.cast import make_cast
from tests.harness.signing_in import sign_in
from tests.layers.subscriptions.making import subscriber, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db, settings, tmp_path):
    settings.SMS_BACKEND, settings.SMS_LOG, settings.SMS_A_SECOND = "console", tmp_path / "sms.log", 0
    settings.MAIL_BACKEND, settings.MAIL_A_SECOND = "smtp", 0
    return make_cast()


@pytest.fixture
def waiting(cast):
    """Released by the county's publisher; three people wait for it, one of them for the digest."""
    NoticeKind.objects.filter(code="land").update(goes_at_once=False)
    with acting(cast.county_publisher, scope=scope_of(cast.county_publisher)):
        tell(cast)
    subscriber(cast, "13812345678")
    subscriber(cast, "a@example.com", "email", is_daily=True)
    subscriber(cast, "", "in_site")
    return Notice.objects.get()


def page(client, person, notice, step=""):
    browser = sign_in(client, person)
    return (
        browser.post(f"/staff/notices/{notice.pk}/{step}")
        if step
        else browser.get(f"/staff/notices/{notice.pk}/")
    )


def test_a_second_person_sees_words_ways_and_numbers_and_then_sends(client, cast, waiting, mailoutbox):
    shown = page(client, cast.county_reviewer, waiting).content.decode()
    assert "确认，通知 3 人" in shown and "短信：1 人" in shown and "网上收信箱：1 人" in shown
    assert "电子邮件：1 人，其中 1 人在每天合并的一条里" in shown
    assert "东村：征地补偿安置公告。以村里张贴的公告为准。详情和退订" in shown
    assert "13812345678" not in shown and "a@example.com" not in shown
    assert "有 1 条等着确认才发" in client.get("/staff/").content.decode()
    assert expand_waiting() == 0 and not Outbox.objects.exists()

    assert page(client, cast.county_reviewer, waiting, "confirm").status_code == 302
    waiting.refresh_from_db()
    assert waiting.confirmed_by == cast.county_reviewer and waiting.confirmed_at <= timezone.now()
    assert (expand_waiting(), expand_waiting()) == (3, 0)
    assert "等着确认才发" not in client.get("/staff/").content.decode()
    again = page(client, cast.county_reviewer, waiting, "confirm")
    assert again.status_code == 409 and "已经确认过了" in again.content.decode()
    for channel in ("sms", "in_site", "email"):
        sending.drain(channel, 10)
    assert "短信：已发出 1" in page(client, cast.county_reviewer, waiting).content.decode()
    assert Outbox.objects.count() == 3 and not mailoutbox


@pytest.mark.parametrize(
    ("who", "status"),
    [("county_publisher", 409), ("county_editor", 409), ("auditor", 409), ("neighbour_reviewer", 404)],
)
def test_who_released_it_and_who_may_not_do_not_send_it(client, cast, waiting, who, status):
    person = getattr(cast, who)
    assert page(client, person, waiting).status_code == (404 if status == 404 else 200)
    refused = page(client, person, waiting, "confirm")
    assert refused.status_code == status
    if status == 409:
        assert "要由发布人以外的审核员或发布员确认" in refused.content.decode()
        assert "确认，通知" not in refused.content.decode()
        assert "等着确认才发" not in client.get("/staff/").content.decode()
    assert not Notice.objects.exclude(confirmed_at=None).exists()


def test_the_times_that_nobody_knows_are_counted_on_the_page(client, cast, waiting):
    Notice.objects.update(confirmed_at=timezone.now(), confirmed_by=cast.county_reviewer)
    expand_waiting()
    Outbox.objects.filter(channel="sms").update(unknowns=2, state="unknown")
    shown = page(client, cast.county_editor, waiting).content.decode()
    assert "2 次交出去了没有回音" in shown and "不能确定 1" in shown


def test_the_words_for_the_loudspeaker_say_where_to_ask_and_that_the_paper_counts(cast, waiting):
    cast.bureau.phone = "0100-1234567"
    cast.bureau.save()
    words = broadcast(waiting, cast.village).sentences
    assert words[0] == "东村的乡亲们请注意，现在广播一条通知。"
    assert f"{cast.bureau.name}发布了一条消息：征地补偿安置公告。" in words
    assert "这次广播只是提醒，以村里张贴的公告为准，请到村里的公开栏看原文。" in words
    assert words[-1].endswith(f"也可以问{cast.bureau.name}，电话 0 1 0 0，1 2 3 4 5 6 7。")
    NoticeKind.objects.update(paper="")
    assert not any("公开栏" in one for one in broadcast(Notice.objects.get(), cast.village).sentences)


@pytest.mark.long
def test_the_sheet_is_read_twice_and_only_by_a_village_that_it_is_about(client, cast, waiting):
    browser = sign_in(client, cast.county_editor)
    sheet = browser.get(f"/staff/notices/{waiting.pk}/broadcast/{cast.village.code}.pdf")
    assert sheet.status_code == 200 and sheet["Content-Type"] == "application/pdf"
    (only,) = pypdfium2.PdfDocument(sheet.content)
    words = re.sub(r"\s", "", only.get_textpage().get_text_bounded())
    assert words.count("东村的乡亲们请注意") == words.count("征地补偿安置公告。") == 2
    assert browser.get(f"/staff/notices/{waiting.pk}/broadcast/{cast.town.code}.pdf").status_code == 404
