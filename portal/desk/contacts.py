"""/staff/contacts/: the numbers of one's colleagues, masked; in full for who is entitled, with a reason, so many a day.
/staff/account/contact/: one's own.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.errors import NotSeen
from layers.personal.contacts import ENTITLED, contacts, erase, keep, may_unmask
from layers.personal.models import StaffContact
from layers.personal.reading import TooMany, masked, unmask
from layers.staff.models import READING_ROLES, Role
from layers.staff.scope import scope_for
from portal.desk.account_steps import user_of
from portal.desk.refusals import only_for
from portal.middleware import record_refusal

MOST = 200


@only_for(*READING_ROLES, Role.SECURITY_ADMINISTRATOR)
@require_safe
def contact_list(request: HttpRequest) -> HttpResponse:
    return listed(request)


def listed(
    request: HttpRequest,
    *,
    read: tuple[int, str] = (0, ""),
    problem: tuple[int, str] = (0, ""),
    status: int = 200,
) -> HttpResponse:
    """``read`` is the one number in full, ``problem`` what keeps it from being read, each with the key of its row."""
    scope = scope_for(request)
    query = request.GET.get("q", "").strip()[:60]
    with acting_in(request, scope=scope):
        rows = contacts(scope)
        if query:
            rows = rows.filter(user__display_name__icontains=query)
        found = [
            {
                "contact": row,
                "mobile": read[1] if row.pk == read[0] else masked(row, "mobile"),
                "is_read": row.pk == read[0],
                "problem": problem[1] if row.pk == problem[0] else "",
                "may_unmask": may_unmask(scope, row),
            }
            for row in rows[:MOST]
        ]
    context = {"rows": found, "query": query, "may_erase": scope.has(Role.SECURITY_ADMINISTRATOR)}
    return render(request, "desk/contacts.html", context, status=status)


@only_for(*ENTITLED)
@require_POST
def unmask_contact(request: HttpRequest, key: int) -> HttpResponse:
    """Read inside the transaction that leaves the entry, sent after it."""
    scope = scope_for(request)
    try:
        with acting_in(request, scope=scope):
            row = one(request, key)
            if not may_unmask(scope, row):
                raise NotSeen
            text = unmask(row, "mobile", reason=request.POST.get("reason", ""))
    except BadInput as problem:
        return listed(request, problem=(key, problem.message), status=400)
    except TooMany as problem:
        record_refusal(request, problem.message)
        return listed(request, problem=(key, problem.message), status=403)
    return listed(request, read=(key, text))


@only_for(Role.SECURITY_ADMINISTRATOR)
@require_POST
def erase_contact(request: HttpRequest, key: int) -> HttpResponse:
    with acting_in(request, scope=scope_for(request)):
        erase(one(request, key))
    messages.success(request, "手机号已清除，不能恢复")
    return redirect("desk:contacts")


def one(request: HttpRequest, key: int) -> StaffContact:
    """Raises NotSeen outside of the scope."""
    row = contacts(scope_for(request)).filter(pk=key).first()
    if row is None:
        raise NotSeen
    return row


@sensitive_post_parameters("mobile")
@require_http_methods(["GET", "HEAD", "POST"])
def own_contact(request: HttpRequest) -> HttpResponse:
    user, scope, error = user_of(request), scope_for(request), ""
    if request.method == "POST":
        try:
            with acting_in(request, scope=scope):
                keep(user, scope, request.POST.get("mobile", "")[:40])
        except BadInput as problem:
            error = problem.message
        else:
            messages.success(request, "已保存")
            return redirect("desk:own_contact")
    with acting_in(request, scope=scope):
        own = StaffContact.objects.filter(user=user).select_related("personal_key").first()
        shown = masked(own, "mobile") if own else ""
    return render(
        request, "desk/own_contact.html", {"shown": shown, "error": error}, status=422 if error else 200
    )
