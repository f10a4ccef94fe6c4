"""What the pages of people without an account do alike: questions, applications, faults, what is said about a case."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.receipts.door import Door, Issued, TooManyGuesses
from portal.skins import Skin

# The field that people do not see.
HONEYPOT = "website"
AN_HOUR_S = "3600"
TOO_MANY = "这一小时里，从您所在的网络交来的太多了，这一份还没有收下。请过一小时再交"


def checked_token(request: HttpRequest, door: Door, subject: str) -> str:
    """The token of the form handed in. Raises BadInput for what a machine filled in, another page's form, one too old."""
    if request.POST.get(HONEYPOT):
        raise BadInput(HONEYPOT, "没有收下：最后一栏请留空，那是防机器人的。请清空后再交一次")
    token = request.POST.get("token", "")
    door.check_token(token, subject)
    return token


def say_again(request: HttpRequest, form: forms.Form, door: Door, subject: str, message: str) -> None:
    """The same words, to be handed in again under a new token."""
    form.data = {**request.POST.dict(), "token": door.new_token(subject)}
    form.full_clean()
    form.add_error(None, message)


def in_an_hour(answer: HttpResponse) -> HttpResponse:
    answer["Retry-After"] = AN_HOUR_S
    return answer


def of_receipt(request: HttpRequest, issued: Issued, found_at: str) -> dict[str, Any]:
    """What a receipt shows. It answers the POST itself: the code stands in no address, history or log; the number may,
    it is in the QR that leads to the page named ``found_at``."""
    return {
        "issued": issued,
        "received_on": timezone.localdate(),
        "address": Skin(request).absolute(f"{reverse(found_at)}?number={issued.number}"),
    }


def receipt_view(
    ask: Callable[[HttpRequest, str, str], Any], template: str, of: str, or_else: str = ""
) -> Callable[[HttpRequest], HttpResponse]:
    """The page that tells what became of it, by number and code. The number may stand in the address (the QR of the
    receipt), the code never does. ``of``: the file of pages that it belongs to (portal.use counts by it);
    ``or_else``: what else one can do after too many guesses."""

    @sensitive_post_parameters()
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def found(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return render(request, template, {"number": request.GET.get("number", "")[:20]})
        context: dict[str, Any] = {"number": request.POST.get("number", "")[:40]}
        try:
            told = ask(request, context["number"], request.POST.get("code", "")[:20])
        except BadInput as problem:
            return render(request, template, context | {"error": problem.message}, status=422)
        except TooManyGuesses:
            context["error"] = f"输错的次数太多，请过一小时再查{or_else}"
            return in_an_hour(render(request, template, context, status=429))
        return render(request, template, {"told": told, "today": timezone.localdate()})

    found.__module__ = of
    return found
