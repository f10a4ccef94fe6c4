"""代理: the holder of an assignment lets somebody stand in, or a security administrator does it for him."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.errors import NotSeen
from layers.staff import accounts as rules
from layers.staff.models import Assignment, Deputy, Role, User
from layers.staff.scope import scope_for
from portal.desk.account_steps import user_of
from portal.desk.forms.accounts import LoanForm
from portal.middleware import record_refusal

COLLEAGUES = 100


@require_http_methods(["GET", "HEAD", "POST"])
def lend(request: HttpRequest, assignment: int) -> HttpResponse:
    found = _found(request, assignment)
    form = LoanForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            with acting_in(request, scope=scope_for(request)):
                rules.lend(user_of(request), found, given.pop("user"), **given)
        except BadInput as problem:
            form.show(problem)
            record_refusal(request, problem.message, "lend", Assignment, [found.pk])
        else:
            messages.success(request, "代理已登记，到期自动结束")
            return _back(request, found)
    colleagues = User.objects.filter(is_active=True, assignments__organisation=found.organisation_id).exclude(
        pk=found.user_id
    )
    context = {
        "form": form,
        "assignment": found,
        "is_holder": found.user_id == request.user.pk,
        "colleagues": colleagues.distinct().order_by("username")[:COLLEAGUES],
    }
    return render(request, "desk/lend.html", context, status=400 if form.is_bound else 200)


@require_POST
def end_loan(request: HttpRequest, deputy: int) -> HttpResponse:
    """Now: one that has not begun is gone, one that has stays on record up to yesterday."""
    loan = Deputy.objects.filter(pk=deputy).first()
    if loan is None:
        raise NotSeen
    assignment = _found(request, loan.assignment_id)
    loan.assignment = assignment
    try:
        with acting_in(request, scope=scope_for(request)):
            rules.end_loan(user_of(request), loan)
    except BadInput:
        raise NotSeen from None
    messages.success(request, "代理已结束")
    return _back(request, assignment)


def _found(request: HttpRequest, key: int) -> Assignment:
    """One's own that is not over, or one inside the region of a security administrator. Raises NotSeen."""
    rows = Assignment.objects.select_related("user", "region", "organisation__region")
    found = rows.defer("region__area", "region__public_area").filter(pk=key).first()
    if found is None or (found.valid_to and found.valid_to < timezone.localdate()):
        raise NotSeen
    role, place = Role.SECURITY_ADMINISTRATOR, (found.region.path, found.organisation_id)
    if found.user_id != request.user.pk and not scope_for(request).covers(role, *place):
        raise NotSeen
    return found


def _back(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    if assignment.user_id == request.user.pk:
        return redirect("desk:account")
    return redirect("desk:account_page", assignment.user_id)
