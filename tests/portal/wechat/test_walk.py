"""From a message to a subscription, a notice, its link and WeChat's own map; and out again without login."""

import datetime as dt
import json
import re

import pytest
from django.utils import timezone

from layers.audit.acting import acting
from layers.changes.drafting import draft
from layers.subscriptions import sending
from layers.subscriptions.announcing import News, announce
from layers.subscriptions.city import of_the_city
from layers.subscriptions.expanding import expand_waiting
from layers.subscriptions.models import Outbox, State, Subscriber
from layers.subscriptions.retention import erase_old
from tests.layers.changes.making import reviewed
from tests.layers.places.making import place
from tests.layers.policies.making import policy_class
from tests.layers.services.making import item
from tests.layers.wechat.fake import no
from tests.portal.wechat.chat import FOLLOWER, say, send
from tests.portal.wechat.conftest import SITE

pytestmark = pytest.mark.django_db
SEND = "/cgi-bin/message/template/send"
INSIDE = {
    "user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148 MicroMessenger/8.0.47"
}


def tell(cast, event="e"):
    announce([News(
        event=event, kind="land", title="征地补偿安置公告", about="示例批次", place="东村", address="/c/000000000",
        region=cast.county.code, organisation=cast.bureau.public_id, topics=frozenset({("village", cast.village.code)}),
    )])  # fmt: skip
    expand_waiting()
    sending.drain("wechat", 10)


def subscribed(client, cast, sender=FOLLOWER):
    say(client, f"订阅 {cast.village.code}", sender)
    assert say(client, "确认", sender).startswith("已订阅“东村的征地”")


def followers():
    with acting(None, scope=of_the_city()):
        return list(Subscriber.objects.filter(channel="wechat"))


def test_message_subscription_notice_link_and_map(client, wechat, cast):
    asked = say(client, f"订阅{cast.village.code}")
    assert "请在 10 分钟内回复“确认”" in asked
    tell(cast, "before")
    assert not wechat.asked_for(SEND)
    assert "以在村里张贴的纸质公告为准" in say(client, "确认")

    tell(cast, "after")
    ((query, body),) = wechat.asked_for(SEND)
    assert query == {"access_token": "ACCESS_TOKEN_1"}
    assert (body["touser"], body["template_id"]) == (FOLLOWER, "TEMPLATE_ID")
    assert body["data"]["thing1"] == {"value": "东村"} and body["data"]["thing2"] == {
        "value": "征地补偿安置公告"
    }
    assert body["client_msg_id"] == f"cuntu-{Outbox.objects.get().pk}"

    shown = client.get(body["url"].removeprefix(SITE), headers=INSIDE).content.decode()
    assert "征地补偿安置公告" in shown and 'href="/c/000000000"' in shown

    hospital = place("县医院", cast.village, at=(118.12, 37.15), address="胜利路 1 号")
    for address in (f"/map/{hospital.public_id}", f"/go/{hospital.public_id}"):
        page = client.get(address, headers=INSIDE).content.decode()
        location = json.loads(
            re.search(r'id="wechat-location" type="application/json">(.+?)</script>', page)[1]
        )
        # The vector of domain.md B.3.
        assert (location["longitude"], location["latitude"]) == (118.126125, 37.150792)
        assert 'data-wechat="openLocation"' in page
        assert (
            'data-sdk="https://res.wx.qq.com/open/js/jweixin-1.6.0.js" data-config="/wechat/config"' in page
        )


def test_the_openid_lies_sealed_and_goes_with_the_last_subscription(client, wechat, cast):
    subscribed(client, cast)
    (follower,) = followers()
    assert FOLLOWER.encode() not in bytes(follower.address)
    made = item(cast.bureau)
    say(client, f"订阅 {made.public_id}")
    say(client, "确认")
    assert "1 东村的征地\n2 办事：养老保险参保" in say(client, "我的订阅")
    assert say(client, "退订 2") == "已退订“办事：养老保险参保”。"
    assert "1 东村的征地" in say(client, "退订 7") and followers()
    assert say(client, "退订1") == "已退订“东村的征地”。"
    assert not followers() and say(client, "退订") == "您还没有订阅。"


@pytest.mark.parametrize("way", [("text", {"Content": "退订 全部"}), ("event", {"Event": "unsubscribe"})])
def test_who_leaves_is_erased_and_hears_nothing_more(client, wechat, cast, way):
    subscribed(client, cast)
    kind, fields = way
    send(client, kind, **fields)
    assert not followers()
    tell(cast)
    assert not wechat.asked_for(SEND)


def test_one_of_two_followers_leaves_by_the_link_of_a_message_without_login(client, wechat, cast):
    subscribed(client, cast)
    subscribed(client, cast, "o-another")
    tell(cast)
    mine = next(body["url"] for _, body in wechat.asked_for(SEND) if body["touser"] == FOLLOWER)
    client.post(mine.removeprefix(SITE))
    assert len(followers()) == 1
    assert "1 东村的征地" in say(client, "我的订阅", "o-another")


def test_a_confirmation_is_for_the_last_thing_asked_and_for_ten_minutes(client, wechat, cast):
    assert say(client, "确认").startswith("没有等您确认的订阅")
    policy_class()
    say(client, f"订阅 {cast.village.code}")
    say(client, "订阅 稳岗就业")
    assert say(client, "确认").startswith("已订阅“政策：稳岗就业”")
    assert say(client, "确认").startswith("没有等您确认的订阅")
    say(client, f"订阅 {cast.village.code}")
    with acting(None, scope=of_the_city()):
        followers()[0].verifications.filter(used_at=None).update(
            created_at=timezone.now() - dt.timedelta(minutes=11)
        )
    assert say(client, "确认").startswith("没有等您确认的订阅")


def test_who_never_confirmed_is_forgotten_the_next_night(client, wechat, cast):
    say(client, f"订阅 {cast.village.code}")
    assert len(followers()) == 1
    erase_old(timezone.now() + dt.timedelta(days=2))
    assert not followers()


def test_what_does_not_exist_can_not_be_subscribed_and_asking_is_bounded(client, wechat, cast, monkeypatch):
    for what in ("不存在的村", "371600000000", "000000000", "', ''); --"):
        assert say(client, f"订阅 {what}").startswith("没有这样的")
    assert say(client, "订阅").startswith("请在“订阅”后面写")
    assert not followers()
    monkeypatch.setattr("layers.subscriptions.limits.ASKED_IN_A_CHAT", 2)
    told = [say(client, f"订阅 {cast.village.code}") for _ in range(3)]
    assert told[1].startswith("您要订阅") and told[2].startswith("次数太多")


def test_a_new_policy_of_a_class_reaches_who_follows_it_and_an_old_one_does_not(client, wechat, cast):
    policy_class()
    say(client, "订阅 稳岗就业")
    say(client, "确认")
    for issued, title in ((timezone.localdate(), "一次性扩岗补助办法"), (dt.date(2024, 1, 5), "旧办法")):
        given = {
            "title": title, "organisation": cast.bureau.public_id, "issued_on": issued.isoformat(),
            "classes": [{"policy_class": "employment"}],
        }  # fmt: skip
        made = draft("policy", cast.county_editor, after=given)
        reviewed(made, cast)
    expand_waiting()
    sending.drain("wechat", 10)
    ((_, body),) = wechat.asked_for(SEND)
    assert body["data"]["thing2"]["value"] == "“一次性扩岗补助办法”已发布"


def again():
    Outbox.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
    sending.drain("wechat", 10)


def test_what_wechat_says_no_to_is_told_in_words_and_tried_again_where_that_helps(client, wechat, cast):
    subscribed(client, cast)
    for code, state, problem in (
        (43004, State.FAILED, "微信答复 43004：没有关注公众号"),
        (43101, State.FAILED, "微信答复 43101：用户拒收这类消息"),
        (40037, State.QUEUED, "微信答复 40037：模板编号不对"),
        (-1, State.QUEUED, "微信答复 -1：微信系统繁忙"),
    ):
        wechat.instead[SEND] = [no(code, FOLLOWER)]
        tell(cast, f"e{code}")
        row = Outbox.objects.latest("pk")
        assert (row.state, row.problem) == (state, problem)
        again()
        row.refresh_from_db()
        assert row.state == (State.FAILED if state == State.FAILED else State.SENT)


def test_a_spent_quota_waits_for_the_next_day_and_counts_as_no_attempt(client, wechat, cast):
    subscribed(client, cast)
    subscribed(client, cast, "o-another")
    wechat.instead[SEND] = [no(45009)]
    tell(cast)
    assert len(wechat.asked_for(SEND)) == 1
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    for row in Outbox.objects.all():
        assert (row.state, row.attempts) == (State.QUEUED, 0)
        assert timezone.localtime(row.due_at).date() == tomorrow
    again()
    assert not Outbox.objects.exclude(state=State.SENT).exists()


def test_a_server_that_does_not_answer_leaves_one_unknown_and_the_others_unasked(client, wechat, cast):
    subscribed(client, cast)
    subscribed(client, cast, "o-another")
    wechat.instead[SEND] = [None]
    tell(cast)
    assert sorted(Outbox.objects.values_list("state", flat=True)) == [State.QUEUED, State.UNKNOWN]
    again()
    keys = [body["client_msg_id"] for _, body in wechat.asked_for(SEND)]
    assert len(keys) == 3 and len(set(keys)) == 2


def test_a_subscription_message_goes_by_its_own_interface(client, wechat, cast, settings):
    settings.WECHAT_MESSAGE, settings.WECHAT_TEMPLATE_FIELDS = (
        "subscribe",
        {"thing1": "title", "phrase2": "about"},
    )
    subscribed(client, cast)
    tell(cast)
    ((_, body),) = wechat.asked_for("/cgi-bin/message/subscribe/bizsend")
    assert body["page"].startswith(f"{SITE}/u/") and body["data"]["phrase2"] == {"value": "示例批次"}
