"""How long: closed, and some years more; then who applied and for what is erased, and what the reports count stays.

个人信息保护法 19: no longer than its purpose needs. Six months one may sue over an answer (行政诉讼法 46), and longer where
nobody told how. The city sets the years.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from layers.audit.acting import acting
from layers.foi import answer_files, scans
from layers.foi.events import EventKind
from layers.foi.models import OPEN, Application, FoiReceipt
from layers.personal.keys import erase
from layers.personal.models import PersonalKey
from layers.regions.models import Level, Region


@dataclass(frozen=True)
class Everywhere:
    region_paths: tuple[str, ...]


def everywhere() -> Everywhere:
    return Everywhere(tuple(Region.objects.filter(level=Level.CITY).values_list("path", flat=True)))


def erase_old(today: dt.date) -> int:
    """The number of applications whose persons, words and receipts are gone from today on. Scans of those that nobody
    verified go too, much earlier."""
    # A year has 366 days at most: never a day too early.
    before = today - dt.timedelta(days=366 * settings.FOI_KEEP_YEARS)
    with acting(None, scope=everywhere(), purpose="到期销毁"):
        scans.forget_old(timezone.now())
        rows = Application.objects.exclude(state__in=OPEN).filter(closed_on__lt=before, erased_at=None)
        # A review or a lawsuit that is not decided yet keeps it.
        found = [row for row in rows.prefetch_related("events") if not _is_disputed(row)]
        for row in found:
            erase_one(row, "办结，保存期满")
        return len(found)


@transaction.atomic
def erase_one(row: Application, reason: str) -> None:
    """Its key goes, and with it every word of and about the applicant, in every backup of the rows too."""
    for key in PersonalKey.objects.filter(
        pk__in=[row.personal_key_id] if row.personal_key_id else []
    ):  # none, where its backup was not restored
        erase(key.pk, reason=reason)
    scans.forget(row)
    answer_files.forget(row)
    FoiReceipt.objects.filter(application=row.pk).delete()
    Application.objects.filter(pk=row.pk).update(erased_at=timezone.now())


def _is_disputed(row: Application) -> bool:
    kinds = [event.kind for event in row.events.all()]
    return any(
        kinds.count(begun) > kinds.count(ended)
        for begun, ended in (
            (EventKind.REVIEW, EventKind.REVIEW_RESULT),
            (EventKind.LAWSUIT, EventKind.LAWSUIT_RESULT),
        )
    )
