"""/report/<kind>/<id>: 报错, from the page of a place, an item or a case; and what became of it, by number and code."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.receipts.door import TooMany
from layers.reports.filing import DOOR, THINGS, ReportForm, ask, file
from portal.own_address import Withdrawn, canonical_id, find, withdrawn_page
from portal.skins import Skin
from portal.without_account import TOO_MANY, checked_token, in_an_hour, of_receipt, receipt_view, say_again


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """``kind`` is a key of THINGS. ?fault= is what was tapped on the page of the thing."""
    if kind not in THINGS:
        raise Http404("没有这一类内容")
    thing = THINGS[kind]
    try:
        row = find(thing.rows(), canonical_id(public_id))
    except Withdrawn as withdrawn:
        return withdrawn_page(request, withdrawn.thing)
    context: dict[str, Any] = {"row": row, "kind": kind, "title": thing.title}
    if request.method != "POST":
        given = {"fault": request.GET.get("fault", "")[:8], "token": DOOR.new_token(row.public_id)}
        return render(
            request, "pages/report.html", context | {"form": ReportForm(thing=thing, initial=given)}
        )
    form = ReportForm(request.POST, thing=thing)
    try:
        token = checked_token(request, DOOR, row.public_id)
        if form.is_valid():
            skin = Skin(request)
            issued = file(request, kind, row, form.cleaned_data, token, is_from_kiosk=skin.is_kiosk)
            told = of_receipt(request, issued, "report-receipt")
            return render(request, "pages/report_receipt.html", context | told)
    except BadInput as problem:
        say_again(request, form, DOOR, row.public_id, problem.message)
    except TooMany:
        form.add_error(None, TOO_MANY)
        return in_an_hour(render(request, "pages/report.html", context | {"form": form}, status=429))
    return render(request, "pages/report.html", context | {"form": form}, status=422)


find_report = receipt_view(ask, "pages/report_told.html", __name__)
