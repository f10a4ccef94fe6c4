"""From one notice to a row for each recipient: one statement, whose rows are unique per notice and recipient."""

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from layers.audit.acting import acting
from layers.subscriptions.city import of_the_city
from layers.subscriptions.models import Notice, Outbox, State

EXPAND = """
INSERT INTO subscriptions_outbox
    (notice_id, subscriber_id, channel, priority, state, attempts, unknowns, created_at, due_at, problem)
SELECT DISTINCT %(notice)s::bigint, s.id, s.channel, %(priority)s, %(queued)s, 0, 0, now(), now(), ''
FROM subscriptions_noticetopic t
JOIN subscriptions_subscription w ON w.kind = t.kind AND w.key = t.key
JOIN subscriptions_subscriber s ON s.id = w.subscriber_id
WHERE t.notice_id = %(notice)s AND s.confirmed_at IS NOT NULL
ON CONFLICT (notice_id, subscriber_id) DO NOTHING
"""


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
        with connection.cursor() as cursor:
            cursor.execute(
                EXPAND, {"notice": key, "priority": Outbox.Priority.NOTICE, "queued": State.QUEUED.value}
            )
            written = int(cursor.rowcount)
        notice.recipients, notice.expanded_at = written, timezone.now()
        notice.save(update_fields=["recipients", "expanded_at"])
        return written
