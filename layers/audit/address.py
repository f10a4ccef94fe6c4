"""Where a request comes from, told by the proxies that we trust and by nobody else."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = ""


def client_address(request: HttpRequest) -> str:
    """The address of the client as text, IPv4 or IPv6; "" when it cannot be known (a unix socket without a proxy).

    Each of the ``TRUSTED_PROXIES`` in front of us appends whom it spoke to, so the client stands that many places
    from the END of X-Forwarded-For. What stands before is the client's own word, and with no proxy the header is.
    """
    peer = _address(request.META.get("REMOTE_ADDR", ""))
    hops: int = settings.TRUSTED_PROXIES
    if not hops:
        return peer
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    # Fewer than there are proxies: somebody came past one of them. The nearest thing to the truth is who spoke to us.
    return (_address(told[-hops]) or peer) if len(told) >= hops else peer


def _address(text: str) -> str:
    """Canonical; an IPv4 address in IPv6 clothes is IPv4, so that one client counts as one."""
    if text.startswith("[") or text.count(":") == 1:  # with a port: [2001:db8::1]:443, 192.0.2.1:443
        text = text.rsplit(":", 1)[0] if not text.endswith("]") else text
        text = text.strip("[]")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return UNKNOWN
    mapped = getattr(address, "ipv4_mapped", None)
    # A zone (fe80::1%eth0) is a name of our own machine.
    return str(mapped or address).split("%")[0]
