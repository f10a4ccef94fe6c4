"""What the pages of subscriptions answer alike. They answer to the POST itself: no number stands in an address."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from layers.subscriptions.codes import CODE_MINUTES, LINK_HOURS, pass_of
from layers.subscriptions.models import Subscriber
from layers.subscriptions.own import own

AN_HOUR_S = "3600"
TOO_MANY = "次数太多，请过一小时再试"


def page(request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    given = {
        "has_sms": bool(settings.SMS_BACKEND),
        "has_mail": bool(settings.MAIL_BACKEND),
        "code_minutes": CODE_MINUTES,
        "link_hours": LINK_HOURS,
    }
    return render(request, f"subscribing/{name}.html", given | context, status=status)


def too_many(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    answer = page(request, name, 429, error=TOO_MANY, **context)
    answer["Retry-After"] = AN_HOUR_S
    return answer


def own_list(request: HttpRequest, subscriber: Subscriber, **context: Any) -> HttpResponse:
    return page(request, "own", own=own(subscriber), permit=pass_of(subscriber), **context)
