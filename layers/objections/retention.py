"""How long: a case that is finished, and some years more; then who said what is erased and the numbers stay.

个人信息保护法 19: no longer than its purpose needs. Until then somebody may still sue over the acquisition.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from layers.audit.acting import acting
from layers.land.models import Case
from layers.objections.models import Objection, Receipt
from layers.personal.keys import erase
from layers.personal.models import PersonalKey
from layers.regions.models import Level, Region


@dataclass(frozen=True)
class Everywhere:
    region_paths: tuple[str, ...]


def finished_before(day: dt.date) -> list[int]:
    """Keys of the cases that were ended, or whose last recorded step after the final notice was, before that day."""
    announced = Case.objects.filter(stages__kind__code="FINAL_NOTICE").values("pk")
    last = Case.objects.annotate(last=Max("stages__posted_on")).filter(
        Q(terminated_on__lt=day) | Q(pk__in=announced, terminated_on=None, last__lt=day)
    )
    return list(last.values_list("pk", flat=True))


def erase_old(today: dt.date) -> int:
    """The number of objections whose persons, words and receipts are gone from today on."""
    # A year has 366 days at most: never a day too early.
    before = today - dt.timedelta(days=366 * settings.OBJECTION_KEEP_YEARS)
    tops = Region.objects.filter(level=Level.CITY).values_list("path", flat=True)
    with acting(None, scope=Everywhere(tuple(tops)), purpose="到期销毁"):
        rows = Objection.objects.filter(case__in=finished_before(before), erased_at=None)
        found = list(rows.only("pk", "personal_key"))
        for row in found:
            erase_one(row)
        return len(found)


@transaction.atomic
def erase_one(row: Objection) -> None:
    """Its key goes, and with it name, phone, address, words and answer, in every backup of the rows too."""
    keys = PersonalKey.objects.filter(pk__in=[row.personal_key_id] if row.personal_key_id else [])
    for key in keys:  # none, where its backup was not restored
        erase(key.pk, reason="案件办结，保存期满")
    Receipt.objects.filter(objection=row.pk).delete()
    Objection.objects.filter(pk=row.pk).update(erased_at=timezone.now())
