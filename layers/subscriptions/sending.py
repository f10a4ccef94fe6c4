"""Draining the outbox: claimed and committed, then locked while it is sent and marked.

Whoever is killed in between leaves rows that say "sending" and that nobody has locked: they are found at once, without
a time limit to guess, and become "unknown". In the site nothing leaves, so there such a row is simply done again.
"""

import time
import uuid
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from layers.audit.acting import acting
from layers.failpoints import failpoint
from layers.personal.reading import read_many
from layers.subscriptions.channels import Letter, Result, sender_of
from layers.subscriptions.city import of_the_city
from layers.subscriptions.codes import valid_for
from layers.subscriptions.digests import follow, tie, told_of
from layers.subscriptions.letters import letter_of
from layers.subscriptions.models import Channel, Outbox, State, Subscriber
from layers.subscriptions.timetable import timetable
from layers.subscriptions.wording import texts

BATCH = 200
MOST_ATTEMPTS = 6
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
# Between the commit of a claim and its lock.
GRACE = timedelta(seconds=5)

CLAIM = """
UPDATE subscriptions_outbox SET state = 'sending', attempts = attempts + 1, claim = %(claim)s, claimed_at = %(now)s
WHERE id IN (
    SELECT id FROM subscriptions_outbox
    WHERE channel = %(channel)s AND state IN ('queued', 'unknown') AND due_at <= %(now)s
      AND (bundle IS NOT NULL OR NOT in_digest) AND (priority = %(code)s OR NOT %(is_quiet)s)
    ORDER BY channel, priority, id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
)
"""
# Handed over or not, nobody knows; after the last attempt it stays so.
ORPHANS = """
UPDATE subscriptions_outbox SET
    state = CASE channel WHEN 'in_site' THEN 'queued' ELSE 'unknown' END,
    unknowns = unknowns + CASE channel WHEN 'in_site' THEN 0 ELSE 1 END,
    problem = CASE channel WHEN 'in_site' THEN '' ELSE '发送时进程中断' END,
    due_at = CASE WHEN attempts < %(most)s OR channel = 'in_site' THEN %(now)s::timestamptz END
WHERE id IN (
    SELECT id FROM subscriptions_outbox WHERE state = 'sending' AND claimed_at < %(before)s
    FOR UPDATE SKIP LOCKED
)
RETURNING id, in_digest
"""


def drain(channel: str, seconds: float) -> bool:
    """Sends what is due of one channel, for about so long; whether more may be due."""
    end = time.monotonic() + seconds
    tie(channel, timezone.now())
    a_second = {"sms": settings.SMS_A_SECOND, "email": settings.MAIL_A_SECOND}.get(str(channel), 0)
    while claim := claimed(channel):
        failpoint("push.claimed")
        began = time.monotonic()
        sent = deliver(channel, claim)
        if time.monotonic() > end:
            return True
        if a_second:
            # No faster than the contract says.
            time.sleep(max(0.0, sent / a_second - (time.monotonic() - began)))
    return False


def claimed(channel: str) -> uuid.UUID | None:
    """A batch that is due, marked as being sent and committed; None when none is. In quiet hours only who waits before a
    page is answered."""
    claim, now = uuid.uuid4(), timezone.now()
    asked: dict[str, Any] = {
        "claim": claim,
        "channel": channel,
        "batch": BATCH,
        "now": now,
        "code": Outbox.Priority.CODE.value,
        "is_quiet": channel != Channel.IN_SITE and timetable().is_quiet(now),
    }
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, asked)
        return claim if cursor.rowcount else None


def deliver(channel: str, claim: uuid.UUID) -> int:
    """Sends a claimed batch, its rows locked until they are marked; the number that was handed over."""
    with acting(None, scope=of_the_city(), purpose="发送订阅通知"):
        rows = list(
            Outbox.objects.select_for_update(of=("self",))
            .select_related("notice__kind", "verification")
            .filter(claim=claim, state=State.SENDING)
            .order_by("priority", "pk")
        )
        letters = letters_of(rows)
        told = {row.pk: Result(key_of(row), State.CANCELLED) for row in rows if row.pk not in letters}
        if letters:
            results = {one.key: one for one in sender_of(channel).send(list(letters.values()))}
            told |= {key: results[letter.key] for key, letter in letters.items()}
            failpoint("push.handed")
        mark(rows, told)
        return len(letters)


def letters_of(rows: list[Outbox]) -> dict[int, Letter]:
    """By the key of the row. None for who has left, and for a code that nobody can use any more."""
    now = timezone.now()
    wanted = [
        row
        for row in rows
        if row.subscriber_id
        and (
            row.notice
            or (row.verification and row.verification.created_at > now - valid_for(Channel(row.channel)))
        )
    ]
    known = Subscriber.objects.filter(pk__in={row.subscriber_id for row in wanted}).select_related(
        "personal_key"
    )
    addresses = read_many({row.pk: row for row in known}, "address", "token")
    wordings, digests = texts(), told_of(wanted)
    letters = {}
    for row in wanted:
        address, token = addresses.get(row.subscriber_id or 0, ("", ""))
        if not address and row.channel != Channel.IN_SITE:
            continue
        letters[row.pk] = letter_of(row, key_of(row), digests.get(row.pk, []), address, token, wordings)
    return letters


def key_of(row: Outbox) -> str:
    return f"cuntu-{row.pk}"


def mark(rows: list[Outbox], told: dict[int, Result]) -> None:
    """One statement for all that became the same."""
    now = timezone.now()

    def outcome(row: Outbox) -> tuple[str, str, int, str]:
        until = told[row.pk].not_before
        return (
            told[row.pk].state.value,
            told[row.pk].problem,
            row.attempts,
            until.isoformat() if until else "",
        )

    for (state, problem, attempts, until), alike in groupby(sorted(rows, key=outcome), outcome):
        same = Outbox.objects.filter(pk__in=[row.pk for row in alike])
        if until:
            same.update(state=state, problem=problem, due_at=until, attempts=attempts - 1)
            continue
        again = state in (State.QUEUED, State.UNKNOWN) and attempts < MOST_ATTEMPTS
        for_good = State.FAILED if state == State.QUEUED and not again else state
        same.update(
            state=for_good,
            problem=problem,
            due_at=now + pause(attempts) if again else None,
            sent_at=now if state == State.SENT else None,
        )
        if state == State.UNKNOWN:
            same.update(unknowns=F("unknowns") + 1)
    follow([row.pk for row in rows if row.in_digest])


def pause(attempts: int) -> timedelta:
    return min(FIRST_PAUSE * int(4 ** (attempts - 1)), LONGEST_PAUSE)


def give_back(grace: timedelta = GRACE) -> int:
    """What a killed sender has left; the number of rows."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(ORPHANS, {"most": MOST_ATTEMPTS, "now": now, "before": now - grace})
        found = cursor.fetchall()
    follow([key for key, in_digest in found if in_digest])
    return len(found)


def channels_due() -> list[str]:
    due = Outbox.objects.filter(state__in=(State.QUEUED, State.UNKNOWN), due_at__lte=timezone.now())
    return sorted(due.order_by().values_list("channel", flat=True).distinct())
