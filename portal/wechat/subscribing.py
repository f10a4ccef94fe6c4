"""订阅、确认、我的订阅、退订: what one says in the chat, without login or code."""

from collections.abc import Callable

from django.http import HttpRequest

from geo.errors import BadInput
from layers.policies.models import PolicyClass
from layers.public_ids import parse_public_id
from layers.subscriptions.chat import ask_in_chat, confirm_in_chat, end_in_chat, topics_in_chat
from layers.subscriptions.codes import CODE_MINUTES
from layers.subscriptions.notices import TopicKind
from layers.subscriptions.subscribing import TooMany
from layers.subscriptions.topics import Topic, topic
from portal.wechat.finding import villages_called
from portal.wechat.words import letter

WHAT = "请在“订阅”后面写村名、案件或事项的编号、政策类别，如：订阅 社会保障"
NO_SUCH = "没有这样的村、案件、事项或政策类别。编号在网页底部，请核对后再发。"
NOTHING = "您还没有订阅。"
PAPER = "通知只是提醒，以在村里张贴的纸质公告为准。"
WANT_WHICH = "退订全部请发送：退订 全部；退订一项请发送“退订”加前面的数字，如：退订 1"


def ask(request: HttpRequest, sender: str, what: str) -> str:
    if not what:
        return WHAT
    topics = meant(what)
    if not topics:
        return NO_SUCH
    if len(topics) > 1:
        return letter(
            "有几个同名的，请发送其中一行：", *(f"订阅 {one.said}（{one.title}）" for one in topics)
        )
    try:
        ask_in_chat(request, sender, topics[0])
    except TooMany:
        return "次数太多，请过一小时再试。"
    return f"您要订阅“{topics[0].title}”的新消息，请在 {CODE_MINUTES} 分钟内回复“确认”。不回复就不订阅。"


def confirm(request: HttpRequest, sender: str) -> str:
    try:
        title = confirm_in_chat(request, sender)
    except BadInput as problem:
        return f"{problem.message}。"
    return letter(f"已订阅“{title}”。{PAPER}", "查看或退订，请发送：我的订阅")


def mine(request: HttpRequest, sender: str) -> str:
    topics = topics_in_chat(request, sender)
    if not topics:
        return letter(NOTHING, WHAT)
    rows = [f"{number} {one.title}" for number, one in enumerate(topics, 1)]
    return letter("您订阅了：", *rows, WANT_WHICH)


def leave(request: HttpRequest, sender: str, which: str) -> str:
    if which == "全部":
        end_in_chat(request, sender)
        return "已全部退订，您的微信标识已经销毁。"
    topics = topics_in_chat(request, sender)
    if not topics:
        return NOTHING
    if not (which.isascii() and which.isdigit() and 0 < int(which[:3]) <= len(topics)):
        return mine(request, sender)
    ended = topics[int(which[:3]) - 1]
    end_in_chat(request, sender, ended.key)
    return f"已退订“{ended.title}”。"


def meant(what: str) -> list[Topic]:
    """By a code, a number, the name of a class, or the name of a village."""
    if by_key := [found for kind, read in KEYS if (found := _topic(kind, what, read))]:
        return by_key
    named = PolicyClass.objects.filter(name=what, is_confirmed=True).first()
    if named is not None:
        return [topic(TopicKind.POLICY_CLASS, named.code)]
    return [topic(TopicKind.VILLAGE, village.code) for village in villages_called(what)]


KEYS: tuple[tuple[TopicKind, Callable[[str], str]], ...] = (
    (TopicKind.VILLAGE, str),
    (TopicKind.CASE, parse_public_id),
    (TopicKind.ITEM, parse_public_id),
    (TopicKind.POLICY_CLASS, str),
)


def _topic(kind: TopicKind, what: str, read: Callable[[str], str]) -> Topic | None:
    try:
        return topic(kind, read(what))
    except BadInput:
        return None
