"""Exact look-up of what only ciphertext is stored of: a keyed hash, kept and erased with the key of its row."""

import hashlib
import hmac
import unicodedata
from typing import Any, TypeVar

from django.db.models import QuerySet

from layers.personal.fields import PersonalText
from layers.personal.keys import SEARCH_KEY, made, unwrapped
from layers.personal.models import PersonalHash, PersonalRecord

R = TypeVar("R", bound=PersonalRecord)


def with_exact(rows: QuerySet[R], name: str, value: str) -> QuerySet[R]:
    """The rows whose searchable column ``name`` holds that text, width, case and outer spaces apart."""
    field = _searchable(rows, name)
    found = PersonalHash.objects.filter(column=_column(field), digest=_digest(field, value))
    return rows.filter(personal_key__in=found.values("key"))


def with_the_same(rows: QuerySet[R], name: str, row: R) -> QuerySet[R]:
    """The other rows whose searchable column ``name`` holds what it holds in ``row``; nothing is decrypted for it."""
    field = _searchable(rows, name)
    column = PersonalHash.objects.filter(column=_column(field))
    mine = column.filter(key=row.personal_key_id).values("digest")
    return rows.filter(personal_key__in=column.filter(digest__in=mine).values("key")).exclude(pk=row.pk)


def remember(row: Any, field: PersonalText, value: str) -> None:
    """The hash of a value that is being saved; of an empty one none."""
    if not value:
        PersonalHash.objects.filter(key=row.personal_key_id, column=_column(field)).delete()
        return
    PersonalHash.objects.update_or_create(
        key_id=row.personal_key_id, column=_column(field), defaults={"digest": _digest(field, value)}
    )


def _searchable(rows: QuerySet[Any], name: str) -> PersonalText:
    field = rows.model._meta.get_field(name)
    if not isinstance(field, PersonalText) or not field.searchable:
        raise TypeError(f"{name} is not searchable")
    return field


def _digest(field: PersonalText, value: str) -> bytes:
    normal = unicodedata.normalize("NFKC", value).strip().upper()
    # With the column in it: equal numbers in two tables do not show that they are equal.
    text = f"{_column(field)}\0{normal}".encode()
    return hmac.digest(unwrapped(made(SEARCH_KEY, "search")), text, hashlib.sha256)


def _column(field: PersonalText) -> str:
    return f"{field.model._meta.db_table}.{field.column}"
