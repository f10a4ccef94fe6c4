"""What became of one record: its released changes, newest first, and any two of its versions side by side."""

from typing import Any

from django.db.models import QuerySet

from layers.changes.aggregate import noun_of
from layers.changes.differences import Difference, compared
from layers.changes.errors import NotSeen
from layers.changes.models import ChangeRow, ChangeSet
from layers.staff.scope import Scope


def history(noun: str, key: str, user: Any, scope: Scope | None = None) -> QuerySet[ChangeRow]:
    """The released rows of a record that the user may see, newest first, each with its change set."""
    seen = ChangeSet.objects.visible_to(user, scope).filter(state=ChangeSet.State.RELEASED)
    rows = ChangeRow.objects.filter(noun=noun_of(noun).name, key=key, change_set__in=seen.values("pk"))
    return rows.select_related("change_set__author", "change_set__released_by").order_by(
        "-change_set__released_at", "-pk"
    )


def open_changes(noun: str, key: str, user: Any, scope: Scope | None = None) -> QuerySet[ChangeSet]:
    """Drafts and sets under way that touch a record: whoever starts to edit it should know."""
    seen = ChangeSet.objects.visible_to(user, scope)
    rows = ChangeRow.objects.filter(noun=noun_of(noun).name, key=key)
    return seen.not_ended().filter(pk__in=rows.values("change_set")).order_by("-changed_at")


def compare(
    noun: str, key: str, older: int, newer: int, user: Any, scope: Scope | None = None
) -> list[Difference]:
    """Between what two released rows (their primary keys) made of one record. Raises NotSeen."""
    rows = {row.pk: row for row in history(noun, key, user, scope).filter(pk__in=[older, newer])}
    if older not in rows or newer not in rows:
        raise NotSeen
    return compared(noun_of(noun), rows[older].after, rows[newer].after)
