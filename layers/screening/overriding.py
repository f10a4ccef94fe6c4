"""A second person lets findings pass: who may, why, and what follows."""

from collections.abc import Collection
from typing import Any

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.changes.attachment import Attachment
from layers.changes.errors import Refused
from layers.changes.models import ChangeSet
from layers.screening.models import Override, Screening
from layers.screening.screen import settle
from layers.staff.scope import scope_of

MOST_REASON = 200


def drafts_with(screening: Screening) -> list[ChangeSet]:
    """The change sets that name the file."""
    named = Attachment.objects.filter(
        version__original=screening.original_id, version__file_name=screening.file_name
    )
    return list(ChangeSet.objects.filter(attachments__in=named).distinct())


def may_override(user: Any, screening: Screening) -> bool:
    """False for everybody who has written in a draft that names the file: four eyes, not two."""
    return bool(user.is_active) and all(user.pk not in draft.persons for draft in drafts_with(screening))


def override(
    screening: Screening, person: Any, reason: str, findings: Collection[int] | None = None
) -> Override:
    """Let ``findings`` (ids; all open ones when None) of ``screening`` pass.

    Whether ``person`` may see the draft the caller has asked. Raises BadInput for a reason or findings that are
    missing, Refused for the author.
    """
    reason = reason.strip()
    if not 1 <= len(reason) <= MOST_REASON:
        raise BadInput("reason", f"放行必须写明理由，最多 {MOST_REASON} 个字")
    with acting(person, scope=scope_of(person)):
        screening = Screening.objects.select_for_update().get(pk=screening.pk)
        if not may_override(person, screening):
            raise Refused("自己起草的文件不能由自己放行，请由他人核对")
        chosen = screening.findings.filter(override__isnull=True)
        if findings is not None:
            chosen = chosen.filter(pk__in=findings)
        if not (ids := list(chosen.values_list("pk", flat=True))):
            raise BadInput("findings", "没有可放行的内容，可能已经由他人处理")
        made = Override.objects.create(screening=screening, person=person, reason=reason)
        screening.findings.filter(pk__in=ids).update(override=made)
        if screening.checked_at is not None and screening.state != Screening.State.WAITING:
            settle(screening)
        return made
