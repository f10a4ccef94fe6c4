"""Who a kiosk is: a code that is typed once becomes a token in its browser. Both are stored as keyed hashes.

The token says which device reports itself. It opens nothing: what a kiosk reads, everybody reads.
"""

import datetime as dt
import hashlib
import hmac
import secrets

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from geo.errors import BadInput
from layers.devices.models import Kiosk
from layers.public_ids import ALPHABET
from layers.zones.models import Zone

# 60 bits, and guesses are counted; it is copied from paper within the hour.
CODE_LENGTH = 12
CODE_HOURS = 1
# As Crockford reads them (layers.public_ids).
READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})
WRONG = "启用码不对，或者已经用过、已过期。请管理员换一个新的"


def make(zone: Zone, name: str) -> tuple[Kiosk, str]:
    """The new kiosk and its code, which is told here and never again. Raises BadInput."""
    name = name.strip()
    if not name or len(name) > 40 or not name.isprintable():
        raise BadInput("name", "请写明放在哪里，最多 40 个字，不能有换行等控制字符")
    if zone.withdrawn_at is not None:
        raise BadInput("zone", f"{zone} 已撤回，不能放一体机")
    code, until = _new_code()
    return Kiosk.objects.create(zone=zone, name=name, secret_hash=_hash(code), code_until=until), code


def renew(kiosk: Kiosk) -> str:
    """Another code, for a device whose browser was wiped or exchanged. The token that it had ends with it."""
    code, kiosk.code_until = _new_code()
    kiosk.secret_hash, kiosk.activated_at, kiosk.revoked_at = _hash(code), None, None
    kiosk.save(update_fields=["secret_hash", "code_until", "activated_at", "revoked_at"])
    return code


def revoke(kiosk: Kiosk) -> None:
    """What the device holds is of no use from now on."""
    if kiosk.revoked_at is None:
        kiosk.revoked_at = timezone.now()
        kiosk.save(update_fields=["revoked_at"])


def activate(code: str) -> tuple[Kiosk, str]:
    """The kiosk of that code and its token. A code works once. Raises BadInput."""
    canonical = code.upper().translate(READ_AS)
    waiting = Kiosk.objects.filter(
        secret_hash=_hash(canonical),
        activated_at=None,
        revoked_at=None,
        code_until__gt=timezone.now(),
        zone__withdrawn_at=None,
    )
    token = secrets.token_urlsafe(32)
    # One statement: of two browsers with one code only the first is the kiosk.
    if not waiting.update(secret_hash=_hash(token), activated_at=timezone.now()):
        raise BadInput("code", WRONG)
    return with_zone().get(secret_hash=_hash(token)), token


def known(token: str) -> Kiosk | None:
    """The kiosk in service with that token; None for one that was revoked, is foreign, or whose zone is no more."""
    found = with_zone().filter(secret_hash=_hash(token), revoked_at=None, zone__withdrawn_at=None)
    return found.filter(~Q(activated_at=None)).first() if token else None


def with_zone() -> QuerySet[Kiosk]:
    return Kiosk.objects.select_related("zone__region").defer(
        *(f"zone__region__{area}" for area in ("area", "public_area", "label_point"))
    )


def _new_code() -> tuple[str, dt.datetime]:
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return code, timezone.now() + dt.timedelta(hours=CODE_HOURS)


def _hash(secret: str) -> str:
    return hmac.digest(settings.SECRET_KEY.encode(), b"kiosk\0" + secret.encode(), hashlib.sha256).hex()
