"""A source and its key: told once, kept as a keyed hash, exchanged or taken back at any time."""

import hashlib
import hmac
import secrets

from django.conf import settings
from django.utils import timezone

from importers.item_sources.models import ItemSource
from layers.organisations.models import Organisation
from layers.regions.models import Region
from layers.staff.accounts import enter
from layers.staff.models import Role, User


def add(
    by: User, code: str, name: str, *, region: Region, organisation: Organisation
) -> tuple[ItemSource, str]:
    """A new source that speaks for what an editor of that office in that region may, and its key.

    ``by`` is a security administrator. In a transaction. Raises BadInput as ``layers.staff.accounts.enter``.
    """
    user = enter(
        by,
        code,
        name,
        role=Role.EDITOR,
        region=region,
        organisation=organisation,
        valid_from=timezone.localdate(),
    )
    # Not even a password that an administrator gives it opens the desk: a key in a file is no person.
    user.is_staff = False
    user.save(update_fields=["is_staff"])
    key = _new()
    made = ItemSource.objects.create(
        assignment=user.assignments.get(), key_hash=_hash(key), keyed_at=timezone.now()
    )
    return made, key


def renew(source: ItemSource) -> str:
    """Another key; the old one opens nothing from now on."""
    key = _new()
    source.key_hash, source.keyed_at, source.revoked_at = _hash(key), timezone.now(), None
    source.save(update_fields=["key_hash", "keyed_at", "revoked_at"])
    return key


def revoke(source: ItemSource) -> None:
    if source.revoked_at is None:
        source.revoked_at = timezone.now()
        source.save(update_fields=["revoked_at"])


def known(key: str) -> ItemSource | None:
    """The source whose key this is, while its key and its post are in force."""
    if not key:
        return None
    return ItemSource.objects.for_list().in_force().filter(key_hash=_hash(key)).first()


def _new() -> str:
    return secrets.token_urlsafe(32)


def _hash(key: str) -> str:
    secret = settings.SECRET_KEY.encode()
    return hmac.digest(secret, b"item-source\0" + key.encode(errors="replace"), hashlib.sha256).hex()
