"""/subscriptions/new: 有新消息通知我, by a message after a code, by mail after a link, or in a box of the site without
either. Several keys are several villages of one choice (near.py)."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from geo.errors import BadInput
from layers.subscriptions.by_mail import ask_by_mail
from layers.subscriptions.own import add_to_box
from layers.subscriptions.subscribing import MOST_TOPICS, TooMany, ask, confirm, open_box
from layers.subscriptions.topics import Topic, topic
from portal.subscribing.answers import own_list, page, too_many


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    try:
        wanted = topics_of(given)
    except BadInput as problem:
        raise Http404(problem.message) from None
    told: dict[str, Any] = {"topics": wanted, "topic": wanted[0]}
    if request.method != "POST":
        return page(request, "new", **told)
    try:
        return answered(request, wanted)
    except BadInput as problem:
        way = request.POST.get("way", "")
        return page(request, "new", 422, error=problem.message, way=way, **told)
    except TooMany:
        return too_many(request, "new", **told)


def topics_of(given: QueryDict) -> list[Topic]:
    """Raises BadInput for one that is not there, for none, and for more than one may subscribe to."""
    keys = list(dict.fromkeys(given.getlist("key")))
    if not 0 < len(keys) <= MOST_TOPICS:
        raise BadInput("key", f"请选 1 至 {MOST_TOPICS} 项")
    return [topic(given.get("kind", "")[:12], key[:40]) for key in keys]


def answered(request: HttpRequest, wanted: Sequence[Topic]) -> HttpResponse:
    way = request.POST.get("way", "")
    told: dict[str, Any] = {"topics": wanted, "topic": wanted[0]}
    if way == "sms":
        ticket = ask(request, request.POST.get("number", "")[:30], wanted)
        return page(request, "code", ticket=ticket, **told)
    if way == "email":
        ask_by_mail(request, request.POST.get("email", "")[:300], wanted)
        return page(request, "mailed", **told)
    if way == "box":
        return page(request, "opened", opened=open_box(request, wanted), **told)
    if way == "known_box":
        number, code = request.POST.get("box", "")[:40], request.POST.get("box_code", "")[:20]
        more = f" 等 {len(wanted)} 项" if len(wanted) > 1 else ""
        added = add_to_box(request, number, code, wanted)
        return own_list(request, added, done=f"已加上：{wanted[0].title}{more}")
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
