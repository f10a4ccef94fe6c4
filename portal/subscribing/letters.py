"""/subscriptions/mail/…: what a letter leads to. GET shows a button, for programs open the links of letters; POST confirms."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from geo.errors import BadInput
from layers.subscriptions.by_mail import ask_by_mail, confirm_link, look_at_link
from layers.subscriptions.subscribing import TooMany
from portal.subscribing.answers import own_list, page, too_many


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_address(request: HttpRequest, link: str) -> HttpResponse:
    try:
        if request.method != "POST":
            look_at_link(link)
            return page(request, "confirm_mail", link=link)
        return own_list(request, confirm_link(request, link), done="邮箱已经确认")
    except BadInput as problem:
        return page(request, "mine", 410, error=problem.message, wrong="email")


@sensitive_post_parameters()
@never_cache
@require_POST
def ask_for_list(request: HttpRequest) -> HttpResponse:
    """A link to one's own list."""
    try:
        ask_by_mail(request, request.POST.get("email", "")[:300], [])
    except BadInput as problem:
        return page(request, "mine", 422, error=problem.message, wrong="email")
    except TooMany:
        return too_many(request, "mine")
    return page(request, "mailed")
