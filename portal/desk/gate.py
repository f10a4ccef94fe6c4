"""Everything under /staff/ and the superusers' admin is closed unless this lets it through.

Who asks is logged in, for no longer than a session lasts, with the second factor if their role wants one, and with a
password of their own choosing. What they may do there, the scope says.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from layers.staff.passwords import is_due
from layers.staff.scope import scope_for
from layers.staff.second_factor import is_required
from portal.desk.sessions import begin_pending, has_ended
from portal.desk.way import login_address

OPEN = ("desk:login", "desk:code", "desk:logout")


def is_closed(path: str) -> bool:
    return path.startswith(("/staff/", f"/{settings.ADMIN_PATH}"))


class StaffGate:
    """Behind the middlewares of sessions, people and messages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without the cookie nobody is asked for: asking would make every public answer vary by it.
        comes_with_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if comes_with_session and request.user.is_authenticated and has_ended(request):
            messages.info(request, "登录已超时，请重新登录")
        if not is_closed(request.path_info):
            return self.get_response(request)
        response = refusal(request) or self.get_response(request)
        response["Cache-Control"] = "no-store, private"
        return response


def refusal(request: HttpRequest) -> HttpResponse | None:
    """Where to go first, or None."""
    here = request.path_info
    if here in {reverse(name) for name in OPEN}:
        return None
    user = request.user
    if not user.is_authenticated or not user.is_staff:
        return redirect(login_address(request))
    if is_required(user, scope_for(request)) and not request.session.get("second_factor"):
        begin_pending(request, user, request.get_full_path() if request.method == "GET" else "")
        return redirect("desk:code")
    if is_due(user) and here != reverse("desk:password"):
        messages.info(request, "密码须先更改：是别人给的，或已用满期限")
        return redirect("desk:password")
    return None
