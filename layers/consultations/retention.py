"""How long: half a year after the answer; then what was typed is erased and the count stays.

个人信息保护法 19: no longer than its purpose needs. What nobody has answered is kept: it is still owed.
"""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from layers.audit.acting import acting
from layers.consultations.models import Question, QuestionReceipt
from layers.personal.keys import erase
from layers.personal.models import PersonalKey
from layers.receipts.door import OnlyThere
from layers.regions.models import Level, Region


def erase_old(now: dt.datetime) -> int:
    """The number of questions whose words, phones, answers and receipts are gone from now on."""
    before = now - dt.timedelta(days=settings.QUESTION_KEEP_DAYS)
    erased = 0
    for path in Region.objects.filter(level=Level.CITY).values_list("path", flat=True):
        with acting(None, scope=OnlyThere(path), purpose="到期销毁"):
            rows = Question.objects.filter(
                region__path__startswith=path, answered_at__lt=before, erased_at=None
            )
            for row in rows.only("pk", "personal_key"):
                erase_one(row, "咨询已答复，保存期满")
                erased += 1
    return erased


@transaction.atomic
def erase_one(row: Question, reason: str) -> None:
    """Its key goes, and with it every word of and about the asker, in every backup of the rows too."""
    keys = PersonalKey.objects.filter(pk__in=[row.personal_key_id] if row.personal_key_id else [])
    for key in keys:  # none, where its backup was not restored
        erase(key.pk, reason=reason)
    QuestionReceipt.objects.filter(question=row.pk).delete()
    Question.objects.filter(pk=row.pk).update(erased_at=timezone.now())
