"""What the pages of subscriptions answer alike. They answer to the POST itself: no number stands in an address."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from layers.subscriptions.codes import CODE_MINUTES, LINK_HOURS, pass_of
from layers.subscriptions.models import Subscriber
from layers.subscriptions.own import own
from portal.without_account import in_an_hour

TOO_MANY = "次数太多，请过一小时再试"


def page(request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    given = {
        "has_sms": bool(settings.SMS_BACKEND),
        "has_mail": bool(settings.MAIL_BACKEND),
        "code_minutes": CODE_MINUTES,
        "link_hours": LINK_HOURS,
        "wechat": _account(),
    }
    return render(request, f"subscribing/{name}.html", given | context, status=status)


def _account() -> str:
    """The name of the 公众号 that takes subscriptions; "" where the city has none, or it may send nothing."""
    return settings.WECHAT_NAME if settings.WECHAT_APP_ID and settings.WECHAT_TEMPLATE else ""


def too_many(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    return in_an_hour(page(request, name, 429, error=TOO_MANY, **context))


def own_list(request: HttpRequest, subscriber: Subscriber, **context: Any) -> HttpResponse:
    return page(request, "own", own=own(subscriber), permit=pass_of(subscriber), **context)
