"""Guessing is bounded: five wrong passwords lock an account for half an hour, many more lock their source.

A try is charged before the password is looked at, in one statement, so that a hundred tries at once are not a
hundred guesses. An unknown name is charged as a known one. What is stored is a keyed hash: people type their
password into the field of the name.
"""

import datetime as dt
import hashlib
import hmac
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone

from layers.staff.models import LoginFailures

# Who is locked stays so for the window from the last try that counted: tries on a locked key are not counted.
# LEAST: a clock that was set back must not make a lock of half an hour one of a year.
CHARGE = """
INSERT INTO staff_loginfailures AS was (key, count, since, last_at)
VALUES (%(key)s, 1, %(now)s, %(now)s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN was.count >= %(limit)s AND was.last_at > %(start)s THEN %(limit)s + 1
                 WHEN was.since <= %(start)s THEN 1
                 ELSE was.count + 1 END,
    since = CASE WHEN was.since <= %(start)s AND NOT (was.count >= %(limit)s AND was.last_at > %(start)s) THEN %(now)s
                 ELSE LEAST(was.since, %(now)s) END,
    last_at = CASE WHEN was.count >= %(limit)s AND was.last_at > %(start)s THEN LEAST(was.last_at, %(now)s)
                   ELSE %(now)s END
RETURNING count
"""
REFUND = "UPDATE staff_loginfailures SET count = GREATEST(count - 1, 0) WHERE key = %s"
KEPT = dt.timedelta(days=1)


@dataclass(frozen=True)
class Meter:
    """What is counted, and how many of it within the window are too many; a login's window without ``minutes``."""

    key: str
    limit: int
    minutes: int | None = None

    @property
    def window(self) -> dt.timedelta:
        return dt.timedelta(minutes=self.minutes or settings.LOGIN_LOCK_MINUTES)


def of_account(username: str) -> Meter:
    return Meter(meter_key("account", username.casefold()), settings.LOGIN_FAILURES_OF_AN_ACCOUNT)


def of_second_factor(user_id: int) -> Meter:
    return Meter(meter_key("factor", str(user_id)), settings.LOGIN_FAILURES_OF_AN_ACCOUNT)


def of_source(address: str) -> Meter:
    return Meter(meter_key("source", network_of(address)), settings.LOGIN_FAILURES_OF_A_SOURCE)


def network_of(address: str) -> str:
    """An IPv6 subscriber has 2**64 addresses: they count as one. "" for what is no address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    network = parsed if parsed.version == 4 else ipaddress.ip_network((parsed, 64), strict=False)
    return str(network)


def charge(*meters: Meter) -> bool:
    """Count one try against each; False when one of them is locked, and the try must not be made."""
    over = [meter for meter in meters if _count(meter) > meter.limit]
    return not over


def is_locked(*meters: Meter) -> bool:
    """Whether one of them is, without counting a try."""
    now, known = timezone.now(), {meter.key: meter for meter in meters}
    found = LoginFailures.objects.filter(key__in=known)
    return any(
        failures.count >= known[failures.key].limit and failures.last_at > now - known[failures.key].window
        for failures in found
    )


def forgive(*meters: Meter) -> None:
    """After a success: the account's failures are past."""
    LoginFailures.objects.filter(key__in=[meter.key for meter in meters]).delete()
    LoginFailures.objects.filter(last_at__lt=timezone.now() - KEPT).delete()


def refund(meters: Iterable[Meter]) -> None:
    """After a success: only this one try. Whoever has an account of their own must not reset their source by it."""
    with connections["default"].cursor() as cursor:
        for meter in meters:
            cursor.execute(REFUND, [meter.key])


def _count(meter: Meter) -> int:
    now = timezone.now()
    start = now - meter.window
    # In a transaction of its own: only its commit is known to be one, and is not waited for without end (layers/patience.py).
    with transaction.atomic("default"), connections["default"].cursor() as cursor:
        cursor.execute(CHARGE, {"key": meter.key, "limit": meter.limit, "now": now, "start": start})
        count: int = cursor.fetchone()[0]
        return count


def meter_key(kind: str, of: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{kind}:{of}".encode(), hashlib.sha256).hexdigest()
