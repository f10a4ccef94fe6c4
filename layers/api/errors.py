"""Every refusal of /api, /tiles and /ogc: ``{"error": {"code", "parameter", "message"}}``, and ONE table that
turns an exception into its status.

A 413 for too many features carries ``count`` beside the three; what was withdrawn names its successor in a
``Link`` header. Messages are Chinese sentences for whoever calls.
"""

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions as drf

from geo.errors import BadInput
from layers.roads.errors import NoRoute

logger = logging.getLogger(__name__)

Headers = dict[str, str]
# What a program must tell apart from any other 404, 422 or 403.
ROUTE_STATUSES = {"no_route": 404, "too_far": 422, "not_licensed": 403}
View = Callable[..., HttpResponseBase]

CODES = {
    400: "bad_request",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "conflict",
    410: "gone",
    413: "too_large",
    415: "unsupported_media_type",
    429: "too_many_requests",
    500: "server_error",
    503: "unavailable",
}
SENTENCES = {
    400: "请求有误，请检查后再试",
    403: "您没有权限访问这里",
    404: "没有找到",
    405: "这个地址不支持这种请求方式",
    406: "没有您要的格式",
    409: "已有更新的内容，请刷新后再试",
    410: "内容已撤回",
    413: "内容太大",
    415: "不支持的内容类型",
    429: "访问太频繁，请稍后再试",
    500: "服务器出错了，请稍后再试",
    503: "暂时无法服务，请稍后再试",
}


class Gone(Exception):
    """What was public and was withdrawn. ``message`` is Chinese; ``successor`` the address of what replaced it."""

    def __init__(self, message: str, successor: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.successor = successor


class TooMany(Exception):
    """More features in the box than ``limit``; ``count`` says how many there are."""

    def __init__(self, count: int, limit: int) -> None:
        super().__init__(count, limit)
        self.count = count
        self.limit = limit
        self.message = f"范围内共有 {count} 个要素，超过上限 {limit} 个，请缩小范围或增加筛选条件"


def error_response(
    status: int,
    message: str = "",
    parameter: str | None = None,
    headers: Headers | None = None,
    **more: Any,
) -> JsonResponse:
    """The one form of a refusal. ``more`` stands beside the three fixed members, or gives a code of its own."""
    code = CODES.get(status) or HTTPStatus(status).phrase.lower().replace(" ", "_")
    text = message or SENTENCES.get(status, "请求未能完成")
    error = {"code": code, "parameter": parameter, "message": text, **more}
    return JsonResponse(
        {"error": error}, status=status, headers=headers, json_dumps_params={"ensure_ascii": False}
    )


def answer(error: Exception) -> JsonResponse | None:
    """The table: the refusal for an exception, or None for one that is a fault of ours."""
    match error:
        case BadInput():
            return error_response(400, error.message, error.parameter)
        case TooMany():
            return error_response(413, error.message, "bbox", count=error.count)
        case Gone():
            link = {"Link": f'<{error.successor}>; rel="successor-version"'} if error.successor else {}
            return error_response(410, error.message, headers=link)
        case NoRoute():
            return error_response(ROUTE_STATUSES[error.code], error.message, error.parameter, code=error.code)
        case Http404() | drf.NotFound():
            return error_response(404, chinese(error))
        case (
            PermissionDenied() | drf.PermissionDenied() | drf.NotAuthenticated() | drf.AuthenticationFailed()
        ):
            return error_response(403, chinese(error))
        case drf.Throttled():
            wait = {"Retry-After": str(int(getattr(error, "wait", None) or 1))}
            return error_response(429, headers=wait)
        case drf.ValidationError():
            parameter, message = first_reason(error.detail)
            return error_response(400, message, parameter)
        case drf.APIException():
            # parse error 400, method not allowed 405, not acceptable 406, unsupported media type 415
            return error_response(error.status_code, chinese(error))
        case RequestDataTooBig():
            return error_response(413)
        case SuspiciousOperation():
            return error_response(400)
        case OperationalError():
            # A statement that ran into the time limit of its login, or a database that is away.
            logger.warning("unavailable: %s", error)
            return error_response(503, headers={"Retry-After": "5"})
    return None


def chinese(error: Exception) -> str:
    """Our own sentence in the exception, or nothing: those of the libraries name models and classes."""
    text = getattr(error, "detail", None) or (error.args[0] if error.args else "")
    return text if isinstance(text, str) and not text.isascii() else ""


def first_reason(detail: Any) -> tuple[str | None, str]:
    """The first field at fault in the nested lists and dicts of a DRF ValidationError, and what it says."""
    if isinstance(detail, dict) and detail:
        name, inner = next(iter(detail.items()))
        return str(name), first_reason(inner)[1]
    if isinstance(detail, list) and detail:
        return first_reason(detail[0])
    return None, str(detail) if detail else ""


def drf_exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """settings.REST_FRAMEWORK["EXCEPTION_HANDLER"]. None lets a fault of ours reach the log and handler500."""
    response = answer(error)
    if response is not None and isinstance(error, drf.MethodNotAllowed):
        response["Allow"] = ", ".join(context["view"].allowed_methods)
    return response


def answers_json(view: View) -> View:
    """For a plain view that only reads: other methods are refused, exceptions go through the table."""

    @csrf_exempt
    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            return error_response(405, headers={"Allow": "GET, HEAD"})
        try:
            return view(request, *args, **kwargs)
        except Exception as error:
            response = answer(error)
            if response is None:
                raise
            return response

    return answering
