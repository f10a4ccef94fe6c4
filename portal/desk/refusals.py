"""What somebody may not see or do looks like what is not there, and stands in the trail."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

from layers.audit.acting import acting_in
from layers.audit.record import record
from layers.staff.models import Role
from layers.staff.scope import scope_for

NOT_FOUND = "没有找到，或不在您的范围内"

View = Callable[..., HttpResponseBase]


def turned_away(request: HttpRequest, noun: Any = "", key: object = None, reason: str = "") -> Http404:
    """Records the refusal in a transaction of its own; to be raised outside of any other."""
    match = request.resolver_match
    with acting_in(request, scope=scope_for(request)):
        record(
            match.url_name if match and match.url_name else "open",
            noun=noun,
            keys=[] if key is None else [key],
            detail={"method": request.method} | ({"reason": reason} if reason else {}),
            refused=True,
        )
    return Http404(NOT_FOUND)


def only_for(*roles: Role) -> Callable[[View], View]:
    """The pages of one kind of people. For all others there is nothing."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(scope_for(request).has(role) for role in roles):
                raise turned_away(request)
            return view(request, *args, **kwargs)

        return answer

    return decorate
