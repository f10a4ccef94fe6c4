"""/u/<token>: from a message to what it told, and out again, without an account or a code."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from layers.subscriptions.own import by_token, end, end_all, own
from portal.subscribing.answers import page


# The token is the secret; a mail program that unsubscribes in one click (RFC 8058) has no cookie.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET only shows: programs that look at links of messages must not unsubscribe anybody."""
    subscriber = by_token(request, token)
    if subscriber is None:
        return page(request, "left", 200 if request.method == "POST" else 410)
    if request.method != "POST":
        return page(request, "leave", own=own(subscriber), token=token)
    keys = [
        int(key) for key in request.POST.getlist("end") if key.isascii() and key.isdigit() and len(key) < 19
    ]
    if "some" not in request.POST:
        end_all(request, subscriber)
        return page(request, "left")
    if end(request, subscriber, keys):
        return page(request, "left")
    return page(
        request, "leave", own=own(subscriber), token=token, done="已经退订" if keys else "没有勾选要退订的"
    )
