"""Who is let in when more is asked than can be answered: the wait is bounded in time, not in number.

A number is right for one machine only: on a slow one, 24 requests at once are seconds of work, and each of them is late.
So a process works on a few public reads together, others wait their turn for half a second, and whose turn has not come
by then is told at once to come again; nothing has been done for him, and nginx shows him what is kept.
"""

from collections.abc import Callable
from threading import BoundedSemaphore

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from portal.pages.errors import come_again

# Whoever watches over the service must hear from it when it is busy, too.
WATCHED = ("/healthz", "/readyz", "/metrics")


class Admission:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.turns = BoundedSemaphore(settings.READS_AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not waits(request):
            return self.get_response(request)
        if not self.turns.acquire(timeout=settings.READ_WAITS_S):
            return come_again(request)
        try:
            return self.get_response(request)
        finally:
            self.turns.release()


def waits(request: HttpRequest) -> bool:
    """Public reads alone. What somebody hands in counts more than what others look at; staff are few, and one who exports
    a table must not hold up the public, nor they him."""
    staff = ("/staff/", f"/{settings.ADMIN_PATH}")
    return request.method in {"GET", "HEAD"} and not request.path_info.startswith((*staff, *WATCHED))
