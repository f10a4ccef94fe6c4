"""Refusals: a readable Chinese page for people, one JSON form for machines (/api, /tiles, /ogc)."""

import errno
import logging
import sys
from datetime import date

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from geo.errors import BadInput
from layers.api.errors import error_response
from layers.changes.errors import Conflict
from layers.documents.storage import StoreAway

logger = logging.getLogger(__name__)
# Away, full, out of connections, or held up by a lock: another try in a moment may be answered.
AWAY = (OperationalError, InterfaceError, StoreAway)
DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
RETRY_AFTER_S = 5
MACHINE_PREFIXES = ("/api", "/tiles", "/ogc")


def is_machine_path(path: str) -> bool:
    return any(path == prefix or path.startswith(f"{prefix}/") for prefix in MACHINE_PREFIXES)


def json_error(status: int, message: str = "", parameter: str | None = None) -> JsonResponse:
    """{"error": {"code", "parameter", "message"}}, the one form of a refusal, as layers.api writes it."""
    return error_response(status, message, parameter)


def page(request: HttpRequest, status: int, **context: object) -> HttpResponse:
    """The page errors/<status>.html. It asks no database: the database may be the reason."""
    html = render_to_string(f"errors/{status}.html", {"bare": True, **context}, request)
    return HttpResponse(html, status=status)


def refuse(request: HttpRequest, error: BadInput) -> HttpResponse:
    """400 with the reason and the parameter at fault."""
    if is_machine_path(request.path_info):
        return json_error(400, error.message, error.parameter)
    return page(request, 400, message=error.message)


def gone(
    request: HttpRequest,
    *,
    title: str,
    on: date,
    reason: str,
    successor_url: str = "",
    successor_title: str = "",
) -> HttpResponse:
    """410 for what was public and was withdrawn: when, why, and what took its place."""
    if is_machine_path(request.path_info):
        return json_error(410, f"{title} 已于 {on:%Y-%m-%d} 撤回：{reason}")
    successor = {"successor_url": successor_url, "successor_title": successor_title}
    return page(request, 410, withdrawn_title=title, withdrawn_on=on, reason=reason, **successor)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: a suspicious request, a strange host. The reason stays in the log."""
    return json_error(400) if is_machine_path(request.path_info) else page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    message = chinese_reason(exception)
    return (
        json_error(403, message)
        if is_machine_path(request.path_info)
        else page(request, 403, message=message)
    )


def conflict(request: HttpRequest, error: Conflict) -> HttpResponse:
    """409: somebody was quicker. A page of the desk that can show the newer version catches it itself."""
    if is_machine_path(request.path_info):
        return json_error(409, error.message)
    return page(request, 409, message=error.message, newer=error.rows)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404: Http404("编号可能输错") shows its own sentence; Django's English ones are not for the screen."""
    message = chinese_reason(exception)
    return (
        json_error(404, message)
        if is_machine_path(request.path_info)
        else page(request, 404, message=message)
    )


def is_of_the_moment(problem: BaseException | None) -> bool:
    """Whether it is not the request that is at fault, nor we, but a database or a store that is away, or a disk that is full."""
    return isinstance(problem, AWAY) or (isinstance(problem, OSError) and problem.errno in DISK_FULL)


def unavailable(request: HttpRequest, problem: BaseException) -> HttpResponse:
    """503 for what is_of_the_moment. The words of the database stay out of the log: they may hold what was asked."""
    logger.error("not answered: %s (%s)", type(problem).__name__, _state(problem))
    return come_again(request)


def come_again(request: HttpRequest) -> HttpResponse:
    """503 with the moment after which another try is worth it. It asks no database."""
    if is_machine_path(request.path_info):
        answer: HttpResponse = json_error(503)
    else:
        site = {"site_name": settings.CITY["site_name"], "seconds": RETRY_AFTER_S}
        answer = HttpResponse(render_to_string("errors/away.html", site), status=503)
    answer["Retry-After"] = str(RETRY_AFTER_S)
    answer["Cache-Control"] = "no-store"
    return answer


def _state(problem: BaseException) -> str:
    if isinstance(problem, StoreAway):
        return str(problem)
    number = getattr(problem, "errno", None)
    known = errno.errorcode.get(number) if number else getattr(problem.__cause__, "sqlstate", None)
    return known or "no connection"


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500 renders a page without any context: whatever broke must not break it again."""
    # Sessions and rights are read before any view is called.
    problem = sys.exc_info()[1]
    if problem is not None and is_of_the_moment(problem):
        return unavailable(request, problem)
    if is_machine_path(request.path_info):
        return json_error(500)
    return HttpResponse(
        render_to_string("errors/500.html", {"site_name": settings.CITY["site_name"]}), status=500
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """settings.CSRF_FAILURE_VIEW."""
    return page(request, 403, message="这个表单放得太久了，请返回上一页，刷新后再试一次")


def chinese_reason(exception: Exception) -> str:
    """Our own sentence in the exception, or nothing: Django's are English and name models."""
    text = exception.args[0] if exception.args else ""
    return text if isinstance(text, str) and not text.isascii() else ""
