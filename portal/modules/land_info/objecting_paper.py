"""/c/<public id>/say/<kind>.pdf: a form on A4, filled with what is public of the case, to write on by hand."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers.objections.models import Kind
from layers.objections.periods import TAKES, open_period
from layers.workdays.calendar import load_calendar
from portal.modules.land_info.case import find_case, villages_of
from portal.modules.land_info.objecting_ways import TITLES
from portal.paper import FORMS, sheet
from portal.skins import choice

LINES = 9


@require_safe
def paper(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    """While the period runs; afterwards the page of the form says where to turn. A kiosk prints its page, without a file."""
    case = find_case(public_id)
    if kind not in TITLES:
        raise Http404("没有这种表")
    period = None if case.withdrawn_at else open_period(case, timezone.localdate(), load_calendar())
    if period is None or kind not in TAKES[period.kind.code]:
        return redirect("say", case.public_id)
    title = TITLES[Kind(kind)]
    context = {
        "title": title,
        "kind": kind,
        "case": case,
        "period": period,
        "stage": next((s for s in case.stages.all() if s.kind_id == period.kind.pk), None),
        "villages": [row.village for row in villages_of(case)],
        "lines": range(LINES),
    }
    if choice(request, "device") == "kiosk":
        return render(request, "land_info/say_paper_page.html", context)
    return sheet(request, "land_info/say_paper.html", context, f"{title}-{case.public_id}", FORMS)
