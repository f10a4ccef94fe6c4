"""/staff/objections/cases/<public id>/: one case: counts by village, the members of 条例 28, letters, what is published."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.errors import NotSeen
from layers.land.models import Case, CaseVillage
from layers.objections import handling
from layers.objections.counting import count_by_village, count_of_case
from layers.objections.filing import DOOR, file, letter_of
from layers.objections.forms import LetterForm
from layers.objections.periods import past_and_present
from layers.objections.visible import cases_of, may_enter, visible
from layers.regions.models import Region
from layers.staff.models import READING_ROLES
from layers.staff.scope import Scope, scope_for
from layers.workdays.calendar import load_calendar
from portal.desk.account_steps import user_of
from portal.desk.refusals import only_for
from portal.skins import Skin


@only_for(*READING_ROLES)
@require_safe
def of_case(request: HttpRequest, public_id: str) -> HttpResponse:
    return case_page(request, public_id)


def case_page(request: HttpRequest, public_id: str, *, status: int = 200, **more: Any) -> HttpResponse:
    scope = scope_for(request)
    case = one_case(public_id, scope)
    villages = villages_of(case)
    with acting_in(request, scope=scope):
        rows = visible(scope).filter(case=case)
        counted, by_village = count_of_case(rows), count_by_village(case, rows, villages)
    context = {
        "case": case, "counted": counted, "villages": by_village, "may_enter": bool(enterable(case, scope)),
        "has_period": bool(past_and_present(case, timezone.localdate(), load_calendar())), **more,
    }  # fmt: skip
    return render(request, "desk/objections/case.html", context, status=status)


def one_case(public_id: str, scope: Scope) -> Case:
    """Raises NotSeen outside of the scope."""
    rows = cases_of(scope).filter(public_id=public_id).select_related("county", "organisation", "approval")
    case = rows.prefetch_related("stages").first()
    if case is None:
        raise NotSeen
    return case


def villages_of(case: Case) -> list[Region]:
    found = Region.objects.filter(pk__in=CaseVillage.objects.filter(case=case).values("village"))
    return list(found.only("id", "name", "code", "level", "path").order_by("path"))


def enterable(case: Case, scope: Scope) -> list[Region]:
    """The villages from which who asks may enter a letter."""
    return [village for village in villages_of(case) if may_enter(scope, case, village.path)]


@only_for(*READING_ROLES)
@require_POST
def members(request: HttpRequest, public_id: str) -> HttpResponse:
    scope = scope_for(request)
    case = one_case(public_id, scope)
    village = next((v for v in enterable(case, scope) if v.code == request.POST.get("village")), None)
    if village is None:
        raise NotSeen
    try:
        with acting_in(request, scope=scope):
            handling.state_members(case.pk, village, request.POST.get("members", ""), user_of(request))
    except BadInput as problem:
        return case_page(request, public_id, status=422, problem=problem.message)
    messages.success(request, "已保存成员数")
    return redirect("desk:objections_of_case", public_id)


@sensitive_post_parameters()
@only_for(*READING_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def new_letter(request: HttpRequest, public_id: str) -> HttpResponse:
    """A letter, or what was said at the counter; the answer is the receipt to hand over."""
    scope, today = scope_for(request), timezone.localdate()
    case = one_case(public_id, scope)
    periods, villages = past_and_present(case, today, load_calendar()), enterable(case, scope)
    if not villages or not periods:
        raise NotSeen
    given = {"token": DOOR.new_token(case.public_id), "received_on": today, "stage": periods[-1].kind.code}
    data = request.POST if request.method == "POST" else None
    form = LetterForm(data, periods=periods, today=today, villages=villages, initial=given)
    context = {"case": case, "form": form}
    if data is None:
        return render(request, "desk/objections/new.html", context)
    try:
        DOOR.check_token(data.get("token", ""), case.public_id)
        if form.is_valid():
            return entered(request, case, form, scope)
    except BadInput as problem:
        form.is_valid()
        form.add_error(None, problem.message)
    return render(request, "desk/objections/new.html", context, status=422)


def entered(request: HttpRequest, case: Case, form: LetterForm, scope: Scope) -> HttpResponse:
    cleaned = form.cleaned_data
    more = {name: cleaned[name] for name in ("channel", "received_on", "signatories")}
    # 期满后收到的 is entered too and says so: the register tells what came, and the office still answers it.
    is_late = cleaned["received_on"] > form.periods[cleaned["stage"]].last_day
    letter = letter_of(cleaned, case, form.villages, stage_code=cleaned["stage"], is_late=is_late, **more)
    if not may_enter(scope, case, letter.region.path):
        raise BadInput("village", "您只能登记本乡镇各村的来信，请选村")
    issued = file(request, letter, cleaned["token"], scope)
    address = Skin(request).absolute(f"{reverse('receipt')}?number={issued.number}")
    context = {"case": case, "issued": issued, "letter": letter, "address": address}
    return render(request, "desk/objections/entered.html", context)
