"""Reading the trail: the history of a record, and what an auditor sees."""

from collections.abc import Iterable
from typing import Protocol

from django.db import models
from django.db.models import Q, QuerySet

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
    table = noun if isinstance(noun, str) else noun._meta.db_table
    return AuditEntry.objects.filter(noun=table, keys__contains=[str(key)]).order_by("-id")


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


def page_of(
    entries: QuerySet[AuditEntry], before: int | None = None, size: int = PAGE
) -> tuple[list[AuditEntry], int | None]:
    """A page by key and the ``before`` of the next one, None at the end. A page costs the same wherever it lies."""
    older = entries if before is None else entries.filter(pk__lt=before)
    rows = list(older[: size + 1])
    return rows[:size], rows[size - 1].pk if len(rows) > size else None
