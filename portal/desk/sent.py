"""What people have sent in, at the desk: who may handle one of it, and a personal column of it shown in full."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.errors import NotSeen
from layers.personal.reading import TooMany, unmask
from layers.staff.models import READING_ROLES
from layers.staff.scope import Scope, scope_for
from portal.desk.refusals import only_for
from portal.middleware import record_refusal

# The row by its number, to be asked inside ``acting``; raises NotSeen outside of the scope.
Found = Callable[[str, Scope], Any]
MayHandle = Callable[[Scope, Any], bool]


def to_handle(one: Found, may_handle: MayHandle) -> Found:
    """The same, for those alone who may handle it: raises NotSeen for everybody else."""

    def found(number: str, scope: Scope) -> Any:
        row = one(number, scope)
        if not may_handle(scope, row):
            raise NotSeen
        return row

    return found


def unmasking(
    to_handle: Found, columns: Mapping[str, str], shown: Callable[..., HttpResponse]
) -> Callable[..., HttpResponseBase]:
    """POST column=, reason=: the page ``shown`` again, with that one of ``columns`` in ``full``; or with
    ``unmask_problem`` and nothing in full. Of a single column the name need not be given."""

    @sensitive_post_parameters("reason")
    @only_for(*READING_ROLES)
    @require_POST
    def view(request: HttpRequest, number: str) -> HttpResponse:
        scope = scope_for(request)
        column = next(iter(columns)) if len(columns) == 1 else request.POST.get("column", "")
        try:
            with acting_in(request, scope=scope):
                row = to_handle(number, scope)
                if column not in columns:
                    raise BadInput("column", "没有这一项")
                text = unmask(row, column, reason=request.POST.get("reason", ""))
        except BadInput as problem:
            return shown(request, number, status=422, unmask_problem=problem.message)
        except TooMany as problem:
            record_refusal(request, problem.message)
            return shown(request, number, status=403, unmask_problem=problem.message)
        return shown(request, number, full={column: text})

    return view
