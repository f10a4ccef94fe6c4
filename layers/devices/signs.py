"""What a kiosk says of itself, and how many pages it may still print today."""

import datetime as dt

from django.conf import settings
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from geo.errors import BadInput
from layers.devices.models import Kiosk, Sign


def beat(kiosk: Kiosk, *, version: str, uptime_s: int, bundle_at: dt.datetime | None) -> None:
    """The device is there. Uptime in seconds since its browser started."""
    told = {"version": version[:40], "uptime_s": uptime_s, "bundle_at": bundle_at}
    Sign.objects.update_or_create(kiosk=kiosk, defaults={"seen_at": timezone.now(), **told})


def pages_left(kiosk: Kiosk) -> int:
    sign = Sign.objects.filter(kiosk=kiosk, printed_on=timezone.localdate()).first()
    return max(settings.KIOSK_PAGES_A_DAY - (sign.printed_pages if sign else 0), 0)


def charge_pages(kiosk: Kiosk, pages: int) -> int:
    """How many are left today after these. Raises BadInput, and counts nothing, when they are too many."""
    refuse_long(pages)
    today = timezone.localdate()
    Sign.objects.get_or_create(kiosk=kiosk)
    is_today = Q(printed_on=today)
    least = settings.KIOSK_PAGES_A_DAY - pages
    # One statement, so that two windows of one device do not print past the quota together.
    counted = Sign.objects.filter(Q(kiosk=kiosk), ~is_today | Q(printed_pages__lte=least)).update(
        printed_pages=Case(When(is_today, then=F("printed_pages") + pages), default=Value(pages)),
        printed_on=today,
    )
    if not counted or pages > settings.KIOSK_PAGES_A_DAY:
        raise BadInput("pages", "这台机器今天能打印的纸用完了，请点“带走”，在手机上看或打印")
    return pages_left(kiosk)


def refuse_long(pages: int) -> None:
    """Raises BadInput for more pages than a kiosk prints at once, whoever it is."""
    if pages < 1:
        raise BadInput("pages", "张数至少是 1")
    if pages > settings.KIOSK_PAGES_AT_ONCE:
        at_once = settings.KIOSK_PAGES_AT_ONCE
        raise BadInput("pages", f"这一页印出来约 {pages} 张，一次最多 {at_once} 张，请点“带走”")
