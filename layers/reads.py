"""Which login answers: an anonymous GET reads as ``web_ro``, which cannot see what is unpublished.

So a forgotten scope cannot leak a draft: the database refuses the row. Writes, sessions and everything that
signed-in staff do go through the ``web`` login.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse

_public: ContextVar[bool] = ContextVar("public_reads", default=False)

# Apps whose tables web_ro cannot read at all: people, sessions, jobs, secrets of devices and of WeChat; and roads, which
# may not be for everybody.
STAFF_APPS = {
    "staff",
    "changes",
    "importers",
    "audit",
    "personal",
    "objections",
    "reports",
    "subscriptions",
    "devices",
    "wechat",
    "usage",
    "roads",
    "auth",
    "sessions",
    "admin",
    "contenttypes",
    "procrastinate",
    "messages",
}


def read_alias() -> str:
    """The database alias for raw SQL in public reads."""
    return "public" if _public.get() else "default"


@contextmanager
def reading_publicly() -> Iterator[None]:
    """Reads as an anonymous request does, for a job that makes something for everyone."""
    token = _public.set(True)
    try:
        yield
    finally:
        _public.reset(token)


class Router:
    """Reads of an anonymous request go to ``public``, all else to ``default``; all three are one database."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str:
        return "default" if model._meta.app_label in STAFF_APPS else read_alias()

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str:
        return "default"

    def allow_relation(self, *objects: models.Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db != "public"


class PublicReadsMiddleware:
    """Marks a request without a session cookie that only reads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        anonymous = settings.SESSION_COOKIE_NAME not in request.COOKIES
        token = _public.set(anonymous and request.method in {"GET", "HEAD"})
        try:
            return self.get_response(request)
        finally:
            _public.reset(token)
