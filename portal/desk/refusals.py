"""Pages of one kind of people. For all others there is nothing at their addresses, and that they tried is recorded."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from layers.changes.errors import NotSeen
from layers.staff.models import Role
from layers.staff.scope import scope_for

View = Callable[..., HttpResponseBase]


def only_for(*roles: Role) -> Callable[[View], View]:
    """Raises NotSeen, which portal.middleware records and answers with 404."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(scope_for(request).has(role) for role in roles):
                raise NotSeen
            return view(request, *args, **kwargs)

        return answer

    return decorate
