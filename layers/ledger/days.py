"""The root of each day that is over: the hash of its last entry, which covers everything before it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max
from django.db.models.functions import Left
from django.utils import timezone

from layers.ledger.append import head
from layers.ledger.models import LedgerDay, LedgerEntry


@dataclass(frozen=True)
class Root:
    """What is printed: everything up to ``day``, ``seq`` entries. ``is_closed``: that day is over."""

    day: dt.date
    seq: int
    hash: str
    is_closed: bool


def close_days() -> int:
    """Writes the roots of the past days that have entries and no root yet; how many."""
    newest = LedgerDay.objects.first()
    open_entries = LedgerEntry.objects.filter(seq__gt=newest.seq if newest else 0)
    ended = (
        open_entries.annotate(day=Left("at", 10))
        .filter(day__lt=timezone.localdate().isoformat())
        .order_by("day")
        .values("day")
        .annotate(last=Max("seq"), entries=Count("seq"))
    )
    found = list(ended)
    last = LedgerEntry.objects.in_bulk([day["last"] for day in found])
    LedgerDay.objects.bulk_create(
        LedgerDay(
            day=day["day"],
            seq=day["last"],
            hash=last[day["last"]].hash,
            hash_sm3=last[day["last"]].hash_sm3,
            count=day["entries"],
        )
        for day in found
    )
    return len(found)


def newest_root() -> Root | None:
    """The newest day's root; in the ledger's first days the chain's present end; None before the first entry."""
    if (day := LedgerDay.objects.first()) is not None:
        return Root(day.day, day.seq, day.hash, is_closed=True)
    last = head()
    return (
        Root(dt.date.fromisoformat(last.at[:10]), last.seq, last.hash, is_closed=False) if last.seq else None
    )
