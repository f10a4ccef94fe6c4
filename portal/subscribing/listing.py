"""/subscriptions/: what one has subscribed to and was told, after a code."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from geo.errors import BadInput
from layers.subscriptions.own import by_box, by_pass, end, set_daily
from layers.subscriptions.subscribing import TooMany, ask
from portal.subscribing.answers import own_list, page, too_many


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return page(request, "mine")
    try:
        return page(request, "code", ticket=ask(request, request.POST.get("number", "")[:30], []))
    except BadInput as problem:
        return page(request, "mine", 422, error=problem.message, wrong="number")
    except TooMany:
        return too_many(request, "mine")


@sensitive_post_parameters()
@never_cache
@require_POST
def box(request: HttpRequest) -> HttpResponse:
    try:
        return own_list(
            request, by_box(request, request.POST.get("box", "")[:40], request.POST.get("box_code", "")[:20])
        )
    except BadInput as problem:
        return page(request, "mine", 422, error=problem.message, wrong="box")
    except TooMany:
        return too_many(request, "mine")


@never_cache
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Ends what is ticked, or has the messages of a day put into one, or ends that."""
    try:
        subscriber = by_pass(request, request.POST.get("permit", "")[:200])
    except BadInput as problem:
        return page(request, "mine", 422, error=problem.message)
    if "daily" in request.POST:
        is_daily = request.POST["daily"] == "1"
        set_daily(request, subscriber, is_daily)
        return own_list(request, subscriber, done="以后每天合并成一条" if is_daily else "以后有一条发一条")
    keys = [
        int(key) for key in request.POST.getlist("end") if key.isascii() and key.isdigit() and len(key) < 19
    ]
    if end(request, subscriber, keys):
        return page(request, "left")
    return own_list(request, subscriber, done="已经退订" if keys else "没有勾选要退订的")
