"""A call counts once: what was listened in on must not subscribe anybody a second time."""

import datetime as dt
import hashlib

from django.db import connection
from django.utils import timezone

from layers.wechat.models import SeenCall

# How far the clock of the caller may be off, either way.
WINDOW = dt.timedelta(minutes=5)


def is_new(timestamp: str, nonce: str, signature: str) -> bool:
    """Whether the time stamp lies within the window and the three were never seen; seen they are from now on."""
    now = timezone.now()
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 10):
        return False
    if abs(now.timestamp() - int(timestamp)) > WINDOW.total_seconds():
        return False
    SeenCall.objects.filter(at__lt=now - 2 * WINDOW).delete()
    digest = hashlib.sha256("\0".join((timestamp, nonce, signature)).encode()).hexdigest()
    with connection.cursor() as cursor:
        # In one statement: the same call twice at one moment is new once.
        cursor.execute(
            "INSERT INTO wechat_seencall (digest, at) VALUES (%s, %s) ON CONFLICT DO NOTHING", [digest, now]
        )
        return bool(cursor.rowcount == 1)
