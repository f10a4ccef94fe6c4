"""From one notice to a row for each recipient: one statement, whose rows are unique per notice and recipient.

Who wants one message a day, or has had as many as a day may bring, finds it in the digest.
"""

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from layers.audit.acting import acting
from layers.failpoints import failpoint
from layers.subscriptions.city import of_the_city
from layers.subscriptions.models import Notice, Outbox, State
from layers.subscriptions.timetable import midnight, timetable

AUDIENCE = """
SELECT DISTINCT s.id, s.channel, s.is_daily
FROM subscriptions_noticetopic t
JOIN subscriptions_subscription w ON w.kind = t.kind AND w.key = t.key
JOIN subscriptions_subscriber s ON s.id = w.subscriber_id
WHERE t.notice_id = %(notice)s AND s.confirmed_at IS NOT NULL
"""
# A box rings nobody: what is for it has no hours.
EXPAND = f"""
INSERT INTO subscriptions_outbox
    (notice_id, subscriber_id, channel, priority, state, attempts, unknowns, created_at, due_at, problem, in_digest)
SELECT %(notice)s::bigint, id, channel, %(priority)s, %(queued)s, 0, 0, %(now)s,
    CASE WHEN channel = 'in_site' THEN %(now)s::timestamptz WHEN waits THEN %(digest)s ELSE %(not_before)s END,
    '', waits
FROM (
    SELECT id, channel, channel <> 'in_site' AND (is_daily OR %(most)s > 0 AND %(most)s <= (
        SELECT count(*) FROM subscriptions_outbox o
        WHERE o.subscriber_id = audience.id AND o.notice_id IS NOT NULL AND NOT o.in_digest
          AND coalesce(o.sent_at, o.due_at, o.claimed_at) >= %(day)s
    )) AS waits
    FROM ({AUDIENCE}) AS audience
) AS told
ON CONFLICT (notice_id, subscriber_id) DO NOTHING
"""  # noqa: S608


def may_expand() -> Q:
    """The one gate before anybody is told: a kind that goes at once, or a notice that somebody has confirmed."""
    return Q(kind__goes_at_once=True) | Q(confirmed_at__isnull=False)


def expand_waiting() -> int:
    """Expands every notice that may be, each in its own transaction; the number of rows written."""
    waiting = Notice.objects.filter(may_expand(), expanded_at=None).order_by("pk")
    return sum(expand(key) for key in list(waiting.values_list("pk", flat=True)))


def expand(key: int) -> int:
    """Recipients of one notice and that they were written, together: cut off in between, it is as if it never began."""
    with acting(None, scope=of_the_city(), purpose="分发订阅通知"), transaction.atomic():
        waiting = Notice.objects.select_for_update(of=("self",)).filter(
            may_expand(), pk=key, expanded_at=None
        )
        notice = waiting.first()
        if notice is None:
            return 0
        now = timezone.now()
        with connection.cursor() as cursor:
            cursor.execute(EXPAND, _parameters(key, now))
            written = int(cursor.rowcount)
        failpoint("push.expanded")
        notice.recipients, notice.expanded_at = written, now
        notice.save(update_fields=["recipients", "expanded_at"])
        return written


def _parameters(key: int, now: dt.datetime) -> dict[str, Any]:
    hours = timetable()
    not_before = hours.not_before(now)
    return {
        "notice": key,
        "priority": Outbox.Priority.NOTICE,
        "queued": State.QUEUED.value,
        "now": now,
        "not_before": not_before,
        "digest": hours.digest_after(now),
        "day": midnight(not_before),
        "most": hours.most,
    }
