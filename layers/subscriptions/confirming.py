"""A notice that waits: who will be told, in what words, and that a second person says yes.

What was sent to thousands cannot be taken back. So whoever released the content does not send it out as well.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.staff.models import Role
from layers.staff.scope import Scope
from layers.subscriptions.city import of_the_city
from layers.subscriptions.expanding import AUDIENCE
from layers.subscriptions.letters import letter_of_notices
from layers.subscriptions.models import Channel, Notice
from layers.subscriptions.tasks import expand_soon
from layers.subscriptions.wording import texts

CONFIRMING = (Role.REVIEWER, Role.PUBLISHER)
COUNT = f"SELECT channel, count(*), count(*) FILTER (WHERE is_daily) FROM ({AUDIENCE}) AS audience GROUP BY channel"  # noqa: S608
# What stands for the token that each recipient has of their own.
EXAMPLE = "…"


@dataclass(frozen=True)
class Preview:
    """One channel: the words as they go out, how many people get them, and how many of these in the digest of the day."""

    channel: Channel
    text: str
    people: int
    daily: int


def previews(notice: Notice) -> list[Preview]:
    """Of the channels that are open or have somebody; numbers only, for no county reads the subscribers themselves. Opens
    a transaction of its own."""
    with acting(None, scope=of_the_city(), purpose="数通知的收件人"), connection.cursor() as cursor:
        cursor.execute(COUNT, {"notice": notice.pk})
        counted = {channel: (people, daily) for channel, people, daily in cursor.fetchall()}
    is_open = {Channel.SMS: settings.SMS_BACKEND, Channel.EMAIL: settings.MAIL_BACKEND}
    wordings = texts()
    return [
        Preview(channel, _words(channel, notice, wordings), *counted.get(channel, (0, 0)))
        for channel in Channel
        if is_open.get(channel, True) or channel in counted
    ]


def waiting_for(scope: Scope) -> QuerySet[Notice]:
    """Those that who asks may send, or leave unsent."""
    rows = Notice.objects.filter(confirmed_at=None, kind__goes_at_once=False)
    return scope.rows(rows, roles=CONFIRMING).exclude(released_by=scope.user_id)


def may_confirm(scope: Scope, notice: Notice) -> bool:
    return notice.released_by_id != scope.user_id and any(
        scope.covers(role, notice.region.path, notice.organisation_id) for role in CONFIRMING
    )


def confirm(key: int, scope: Scope) -> None:
    """To be called inside ``acting``. Raises BadInput for one that goes by itself or was confirmed, and for who may not."""
    notice = Notice.objects.select_for_update(of=("self",)).select_related("kind", "region").get(pk=key)
    if not may_confirm(scope, notice):
        raise BadInput(None, "要由发布人以外的审核员或发布员确认")
    if notice.confirmed_at is not None or notice.kind.goes_at_once:
        raise BadInput(None, "这条通知已经确认过了，不用再确认")
    notice.confirmed_at, notice.confirmed_by_id = timezone.now(), scope.user_id
    notice.save(update_fields=["confirmed_at", "confirmed_by"])
    expand_soon()


def _words(channel: Channel, notice: Notice, wordings: dict[str, str]) -> str:
    if channel == Channel.IN_SITE:
        return f"{notice.place}：{notice.title}\n{notice.about}"
    letter = letter_of_notices(channel, "", [notice], "", EXAMPLE, wordings)
    return f"标题：{letter.parts['subject']}\n\n{letter.text}" if channel == Channel.EMAIL else letter.text
