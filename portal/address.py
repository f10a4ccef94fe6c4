"""Where a request comes from, behind the proxies that are ours and no further."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address of who asks, or "" when it cannot be known.

    Each proxy adds whom it saw to the end of X-Forwarded-For. Ours are settings.TRUSTED_PROXIES: what stands before
    the entry of the outermost of them came with the request, and anybody may write it.
    """
    remote = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.TRUSTED_PROXIES else ""
    line = [*(part.strip() for part in forwarded.split(",") if part.strip()), remote]
    seen = line[max(0, len(line) - 1 - settings.TRUSTED_PROXIES)]
    return _clean(seen) or _clean(remote)


def _clean(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""
