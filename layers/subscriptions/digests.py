"""One message of several news: the rows of a recipient that are due are tied together before the message is made.

What is tied once stays so. Were it made anew at each try, a message that was taken without an answer could come back
under the same key with more in it, and the other side would drop what it takes for a repetition.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db import connection, transaction

from layers.subscriptions.models import Notice, Outbox

DUE = """
channel = %(channel)s AND state = 'queued' AND in_digest AND bundle IS NULL AND due_at <= %(now)s
AND subscriber_id IS NOT NULL
"""
# The first row is the message; the others are not due by themselves.
TIE = f"""
UPDATE subscriptions_outbox AS row SET bundle = lead.id, due_at = CASE WHEN row.id = lead.id THEN row.due_at END
FROM (SELECT subscriber_id, min(id) AS id FROM subscriptions_outbox WHERE {DUE} GROUP BY subscriber_id) AS lead
WHERE row.subscriber_id = lead.subscriber_id AND row.id IN (SELECT id FROM subscriptions_outbox WHERE {DUE})
"""  # noqa: S608
FOLLOW = """
UPDATE subscriptions_outbox AS row SET state = lead.state, sent_at = lead.sent_at, problem = lead.problem
FROM subscriptions_outbox AS lead
WHERE row.bundle = lead.id AND row.id <> lead.id AND lead.id = ANY(%(leads)s) AND row.state <> 'cancelled'
"""


def tie(channel: str, now: dt.datetime) -> int:
    """The number of rows that were tied. Two senders at once tie one after the other."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"subscriptions digest {channel}"])
        cursor.execute(TIE, {"channel": channel, "now": now})
        return int(cursor.rowcount)


def told_of(rows: Iterable[Outbox]) -> dict[int, list[Notice]]:
    """By the key of a row that is a message: the notices in it, the oldest first."""
    leads = [row.pk for row in rows if row.in_digest]
    found: dict[int, list[Notice]] = defaultdict(list)
    tied = Outbox.objects.filter(bundle__in=leads).select_related("notice__kind").order_by("notice_id")
    for row in tied if leads else ():
        if row.notice is not None and row.bundle is not None:
            found[row.bundle].append(row.notice)
    return found


def follow(leads: list[int]) -> None:
    """What became of the message became of everything in it; ``leads`` are keys of rows that are messages."""
    if leads:
        with connection.cursor() as cursor:
            cursor.execute(FOLLOW, {"leads": leads})
