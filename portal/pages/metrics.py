"""/metrics for Prometheus: to this machine itself, or to who brings the token; nobody else learns that it is there."""

import ipaddress
import secrets

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from portal.operating.measure import registry
from portal.operating.state import State, look


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Text format 0.0.4; while the database is away without what only it knows."""
    if not may_operate(request):
        raise Http404
    try:
        state: State | None = look()
    except (OperationalError, InterfaceError):
        state = None
    return HttpResponse(generate_latest(registry(state)), content_type=CONTENT_TYPE_LATEST)


def may_operate(request: HttpRequest) -> bool:
    """From this machine and through no proxy, or with ``Authorization: Bearer`` and CUNTU_METRICS_TOKEN."""
    token: str = settings.METRICS_TOKEN
    brought = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and secrets.compare_digest(brought.encode(), token.encode()):
        return True
    # A proxy on this machine speaks from loopback for the whole net, and says so.
    if any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP")):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
