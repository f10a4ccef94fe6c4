"""An entry for what is no change of rows: a login, a refusal, an export, an unmasking."""

from collections.abc import Iterable
from typing import Any

from django.db import connections, models


class NobodyActs(RuntimeError):
    """Somebody has to answer for this entry, and nobody was told to act: a mistake of the code, never of a user."""


BY_TRIGGER = frozenset({"insert", "update", "delete", "truncate"})
KEYS_KEPT = 20


def record(
    action: str,
    *,
    noun: str | type[models.Model] = "",
    keys: Iterable[object] = (),
    change_set: int | None = None,
    detail: dict[str, Any] | None = None,
    refused: bool = False,
    using: str = "default",
    only_acting: bool = False,
) -> int:
    """Writes one entry in the name of who acts (``acting``) and gives its id. ``noun`` is a model or its table.

    It is part of the transaction: a refusal is recorded after the refused transaction has ended, in an ``acting``
    of its own, or it is rolled back with it. ``detail`` is JSON and holds no personal value. Raises ValueError for an
    action that only triggers write; with ``only_acting`` NobodyActs outside of ``acting``.
    """
    if action in BY_TRIGGER:
        raise ValueError(f"{action} is written by the triggers alone")
    connection = connections[using]
    every = [str(key) for key in keys]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT audit_record(%s, %s, %s, %s, %s, %s, %s)"
            " WHERE NOT %s OR coalesce(current_setting('cuntu.actor', true), '') <> ''",
            [
                action,
                noun if isinstance(noun, str) else noun._meta.db_table,
                len(every) or None,
                every[:KEYS_KEPT],
                change_set,
                refused,
                models.JSONField().get_db_prep_value(detail or {}, connection),
                only_acting,
            ],
        )
        row = cursor.fetchone()
    if row is None:
        raise NobodyActs(f"{action} outside of acting()")
    return int(row[0])
