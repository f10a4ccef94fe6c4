"""One id a request: in the answer, in every log line and in the entries of the audit trail.

So a citizen who reads it out to the office, or an auditor who sees it in an entry, leads to the lines of the log.
"""

import logging
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-Id"
_current: ContextVar[str] = ContextVar("request_id", default="-")


class RequestId:
    """Always of our own making: an id from outside could be another request's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        made = secrets.token_hex(8)
        request.request_id = made  # type: ignore[attr-defined]
        token = _current.set(made)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
        response[HEADER] = made
        return response


class NameRequest(logging.Filter):
    """Puts the id into the record as ``request_id``, "-" outside of a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _current.get()
        return True
