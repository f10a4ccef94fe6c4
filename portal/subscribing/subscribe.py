"""/subscriptions/new: 有新消息通知我, by a message after a code, or in a box of the site without a number."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from geo.errors import BadInput
from layers.subscriptions.own import add_to_box
from layers.subscriptions.subscribing import TooMany, ask, confirm, open_box
from layers.subscriptions.topics import Topic, topic
from portal.subscribing.answers import own_list, page, too_many


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    try:
        wanted = topic(given.get("kind", "")[:12], given.get("key", "")[:40])
    except BadInput as problem:
        raise Http404(problem.message) from None
    if request.method != "POST":
        return page(request, "new", topic=wanted)
    try:
        return answered(request, wanted)
    except BadInput as problem:
        return page(request, "new", 422, topic=wanted, error=problem.message, way=request.POST.get("way", ""))
    except TooMany:
        return too_many(request, "new", topic=wanted)


def answered(request: HttpRequest, wanted: Topic) -> HttpResponse:
    way = request.POST.get("way", "")
    if way == "sms":
        ticket = ask(request, request.POST.get("number", "")[:30], wanted)
        return page(request, "code", ticket=ticket, topic=wanted)
    if way == "box":
        return page(request, "opened", opened=open_box(request, wanted), topic=wanted)
    if way == "known_box":
        number, code = request.POST.get("box", "")[:40], request.POST.get("box_code", "")[:20]
        return own_list(request, add_to_box(request, number, code, wanted), done=f"已加上：{wanted.title}")
    raise BadInput("way", "请选一种方式")


@sensitive_post_parameters()
@never_cache
@require_POST
def confirm_code(request: HttpRequest) -> HttpResponse:
    ticket = request.POST.get("ticket", "")[:200]
    try:
        subscriber = confirm(request, ticket, request.POST.get("code", "")[:20])
    except BadInput as problem:
        return page(request, "code", 422, ticket=ticket, error=problem.message)
    return own_list(request, subscriber, done="号码已经确认")
