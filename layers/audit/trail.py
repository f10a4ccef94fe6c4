"""Reading the trail: the history of a record, and what an auditor sees."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Protocol

from django.db import models
from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone

from layers.audit.models import AuditEntry

# The roles of layers.staff that read the trail.
READERS = {"auditor", "audit_admin"}
PAGE = 50


class Grant(Protocol):
    """What layers.staff.scope.Grant offers."""

    @property
    def role(self) -> str: ...
    @property
    def region_path(self) -> str: ...


def trail_of(noun: str | type[models.Model], key: object) -> QuerySet[AuditEntry]:
    """What happened to one row, the newest first. ``noun`` is a model or its table.

    A statement on more than 20 rows keeps the first keys only; what a change set did is in its own rows.
    """
    return trail_of_rows({noun: [key]})


def trail_of_rows(rows: Mapping[str | type[models.Model], Iterable[object]]) -> QuerySet[AuditEntry]:
    """``trail_of`` several rows, of several nouns: a thing with its parts."""
    meant = Q(pk__in=[])
    for noun, keys in rows.items():
        table = noun if isinstance(noun, str) else noun._meta.db_table
        meant |= Q(noun=table, keys__overlap=[str(key) for key in keys])
    return AuditEntry.objects.filter(meant).order_by("-id")


def entries_for(grants: Iterable[Grant]) -> QuerySet[AuditEntry]:
    """What an auditor with these grants sees, the newest first: what was done by people of the regions below.

    What belongs to no region (jobs, commands, log-ins that failed) is the city's to see. No grant, no entry.
    """
    seen = Q(pk__in=[])
    for grant in grants:
        if grant.role in READERS and grant.region_path:
            seen |= Q(region_path__startswith=grant.region_path)
            # The path of a region is the keys from the city down to it; one key is the city's.
            if grant.region_path.strip("/").count("/") == 0:
                seen |= Q(region_path="")
    return AuditEntry.objects.filter(seen).order_by("-id")


def on_day(entries: QuerySet[AuditEntry], day: dt.date) -> QuerySet[AuditEntry]:
    """Those of one day here. Its first and last key are found by time first: along the keys alone the database would
    walk back through months to a day that lies there."""
    begin = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    within = AuditEntry.objects.filter(at__gte=begin, at__lt=begin + dt.timedelta(days=1))
    # The count keeps the planner from looking for the least key along all keys.
    found = within.aggregate(first=Min("pk"), last=Max("pk"), count=Count("pk"))
    if not found["count"]:
        return entries.none()
    inside = entries.filter(pk__range=(found["first"], found["last"]))
    return inside.filter(at__gte=begin, at__lt=begin + dt.timedelta(days=1))


def page_of(
    entries: QuerySet[AuditEntry], before: int | None = None, size: int = PAGE
) -> tuple[list[AuditEntry], int | None]:
    """A page by key and the ``before`` of the next one, None at the end. A page costs the same wherever it lies."""
    older = entries if before is None else entries.filter(pk__lt=before)
    rows = list(older[: size + 1])
    return rows[:size], rows[size - 1].pk if len(rows) > size else None
