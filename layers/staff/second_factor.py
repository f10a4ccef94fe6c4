"""动态口令 (TOTP, RFC 6238): six digits of a secret that only we and a person's phone know, new every 30 seconds."""

import hmac

import pyotp
from django.conf import settings
from django.db import connections
from django.utils import timezone

from layers.staff import lockout
from layers.staff.models import ADMINISTRATORS, SecondFactor, User
from layers.staff.scope import Scope
from layers.staff.sealed import seal, unseal

STEP_S = 30
# A phone's clock may be half a minute off.
DRIFT_STEPS = 1
# A step is used up whichever way the server's clock jumps afterwards.
REMEMBERED_STEPS = 20

USE_UP = """
UPDATE staff_secondfactor
SET used_steps = (array_prepend(%(step)s::bigint, used_steps))[1:%(kept)s],
    confirmed_at = COALESCE(confirmed_at, %(now)s)
WHERE id = %(id)s AND NOT used_steps @> ARRAY[%(step)s::bigint]
"""


def is_required(user: User, scope: Scope) -> bool:
    """Administrators and superusers: whoever guesses their password has the system."""
    return user.is_superuser or any(grant.role in ADMINISTRATORS for grant in scope.grants)


def is_enrolled(user: User) -> bool:
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists()


def enrol(user: User, secret: str = "") -> str:
    """The secret, in base32, of a factor not confirmed yet: the same at every call until a code confirms it.

    A confirmed one is never shown again: raises PermissionError.
    """
    fresh = seal((secret or pyotp.random_base32()).encode(), str(user.pk))
    factor, _ = SecondFactor.objects.get_or_create(user=user, defaults={"sealed_secret": fresh})
    if factor.confirmed_at:
        raise PermissionError("second factor is confirmed")
    known = _secret(factor)
    if known is None:
        # Sealed under a key that is gone: nobody can have it on a phone.
        factor.sealed_secret = fresh
        factor.save(update_fields=["sealed_secret"])
        known = _secret(factor)
    return known or ""


def address_for_phone(user: User, secret: str) -> str:
    """otpauth://…, what the QR code says."""
    site = str(settings.CITY["site_name"])
    return pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=site)


def accept(user: User, code: str) -> bool:
    """Whether the code is right now, and was not used before; the first right one confirms the factor.

    False as well when too many wrong ones were tried.
    """
    factor = SecondFactor.objects.filter(user=user).first()
    secret = _secret(factor) if factor else None
    meter = lockout.of_second_factor(user.pk)
    if not lockout.charge(meter) or factor is None or secret is None:
        return False
    now = int(timezone.now().timestamp()) // STEP_S
    totp = pyotp.TOTP(secret, interval=STEP_S)
    for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()) and _use_up(factor, step):
            lockout.forgive(meter)
            return True
    return False


def _use_up(factor: SecondFactor, step: int) -> bool:
    """One of two requests with the same code is the later one."""
    values = {"id": factor.pk, "step": step, "kept": REMEMBERED_STEPS}
    with connections["default"].cursor() as cursor:
        cursor.execute(USE_UP, {**values, "now": timezone.now()})
        return bool(cursor.rowcount == 1)


def _secret(factor: SecondFactor) -> str | None:
    plain = unseal(bytes(factor.sealed_secret), str(factor.user_id))
    return plain.decode() if plain else None
