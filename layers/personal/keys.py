"""The keys of records: made at the first save, wrapped by a master key, erased with what they opened."""

import uuid
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from layers.audit.record import record
from layers.personal import cipher
from layers.personal.masters import ID_BYTES, Master, masters
from layers.personal.models import PersonalKey

# The one key that belongs to no record: of the hashes for exact look-up (search.py).
SEARCH_KEY = uuid.UUID(int=1)


class Erased(Exception):
    """The key was erased: what it encrypted is gone for good."""


def key_for_writing(row: Any) -> bytes:
    """The key of a ``PersonalRecord``, made when it has none. Raises Erased."""
    return unwrapped(made(row.personal_key_id, row._meta.db_table))


def key_of(row: Any) -> bytes:
    """For reading. Raises Erased, and cipher.Unreadable when the key is neither here nor known to be erased."""
    try:
        return unwrapped(row.personal_key)
    except PersonalKey.DoesNotExist as problem:
        raise cipher.Unreadable(f"no key {row.personal_key_id}") from problem


def made(key: uuid.UUID, purpose: str) -> PersonalKey:
    """The stored key of that id; of two that make it at once the first one's."""
    found = PersonalKey.objects.filter(pk=key).first()
    if found is None:
        fresh = PersonalKey(id=key, purpose=purpose, wrapped=_wrap(masters()[0], key, cipher.new_key()))
        PersonalKey.objects.bulk_create([fresh], ignore_conflicts=True)
        found = PersonalKey.objects.get(pk=key)
    return found


def unwrapped(key: PersonalKey) -> bytes:
    """Raises Erased, cipher.Unreadable when no configured master key has wrapped it."""
    if key.erased_at is not None:
        raise Erased(str(key.pk))
    wrapped = bytes(key.wrapped)
    for master in masters():
        if master.id == wrapped[:ID_BYTES]:
            return cipher.decrypt(master.key, wrapped[ID_BYTES:], _belongs_to(key.pk))
    raise cipher.Unreadable(f"no master key for {key.pk}")


@transaction.atomic
def erase(key: uuid.UUID, *, reason: str) -> None:
    """What this key encrypted is gone, here at once, in backups when the last backup of the keys has expired.

    Erasing twice is harmless. Raises PersonalKey.DoesNotExist.
    """
    if key == SEARCH_KEY:
        raise ValueError("the search key belongs to no record")
    found = PersonalKey.objects.select_for_update().get(pk=key)
    if found.erased_at is None:
        found.wrapped, found.erased_at = b"", timezone.now()
        found.save(update_fields=["wrapped", "erased_at"])
        found.hashes.all().delete()
        record("erase", noun=PersonalKey, keys=[key], detail={"purpose": found.purpose, "reason": reason})


def erase_key_of(sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
    """A deleted row is an erased one."""
    if PersonalKey.objects.filter(pk=instance.personal_key_id).exists():
        erase(instance.personal_key_id, reason="记录已删除")


@transaction.atomic
def rotate() -> int:
    """Wraps every key by the first master key, so that the others may be forgotten; the number that was wrapped anew.

    The data is not touched. Raises cipher.Unreadable, and changes nothing, when one cannot be opened.
    """
    first = masters()[0]
    waiting = [
        key
        for key in PersonalKey.objects.filter(erased_at__isnull=True).select_for_update()
        if bytes(key.wrapped)[:ID_BYTES] != first.id
    ]
    for key in waiting:
        key.wrapped = _wrap(first, key.pk, unwrapped(key))
    PersonalKey.objects.bulk_update(waiting, ["wrapped"], batch_size=1000)
    record("rotate", noun=PersonalKey, detail={"keys": len(waiting)})
    return len(waiting)


def _wrap(master: Master, key: uuid.UUID, plain: bytes) -> bytes:
    return master.id + cipher.encrypt(master.key, plain, _belongs_to(key))


def _belongs_to(key: uuid.UUID) -> bytes:
    return f"personal key {key}".encode()
