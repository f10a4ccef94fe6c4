"""/report/<kind>/<id>: 报错, from the page of a place, an item or a case; and what became of it, by number and code."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.receipts.door import Issued, TooMany, TooManyGuesses
from layers.reports.filing import DOOR, THINGS, ReportForm, ask, file
from portal.own_address import Withdrawn, canonical_id, find, withdrawn_page
from portal.skins import Skin

# The field that people do not see.
HONEYPOT = "website"
AN_HOUR_S = "3600"


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
        if request.POST.get(HONEYPOT):
            raise BadInput(HONEYPOT, "没有收下：最后一栏请留空，那是防机器人的。请清空后再交一次")
        token = request.POST.get("token", "")
        DOOR.check_token(token, row.public_id)
        if form.is_valid():
            skin = Skin(request)
            issued = file(request, kind, row, form.cleaned_data, token, is_from_kiosk=skin.is_kiosk)
            return receipt(request, context, issued)
    except BadInput as problem:
        form.data = {**request.POST.dict(), "token": DOOR.new_token(row.public_id)}
        form.full_clean()
        form.add_error(None, problem.message)
    except TooMany:
        form.add_error(None, "这一小时里，从您所在的网络交来的太多了，这一份还没有收下。请过一小时再交")
        answer = render(request, "pages/report.html", context | {"form": form}, status=429)
        answer["Retry-After"] = AN_HOUR_S
        return answer
    return render(request, "pages/report.html", context | {"form": form}, status=422)


def receipt(request: HttpRequest, context: dict[str, Any], issued: Issued) -> HttpResponse:
    """Answered to the POST itself: the code stands in no address, history or log."""
    address = Skin(request).absolute(f"{reverse('report-receipt')}?number={issued.number}")
    more = {"issued": issued, "address": address, "received_on": timezone.localdate()}
    return render(request, "pages/report_receipt.html", context | more)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find_report(request: HttpRequest) -> HttpResponse:
    """The number may stand in the address (the QR of the receipt), the code never does."""
    template = "pages/report_told.html"
    if request.method != "POST":
        return render(request, template, {"number": request.GET.get("number", "")[:20]})
    number = request.POST.get("number", "")[:40]
    try:
        told = ask(request, number, request.POST.get("code", "")[:20])
    except BadInput as problem:
        return render(request, template, {"number": number, "error": problem.message}, status=422)
    except TooManyGuesses:
        context = {"number": number, "error": "输错的次数太多，请过一小时再查"}
        answer = render(request, template, context, status=429)
        answer["Retry-After"] = AN_HOUR_S
        return answer
    return render(request, template, {"told": told})
