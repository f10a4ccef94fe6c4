"""/c/<public id>/say: saying something about a land acquisition while its notice lies open; the answer is the receipt."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.land.models import Case
from layers.objections.filing import DOOR, channel_of, file, letter_of
from layers.objections.forms import ObjectionForm
from layers.objections.models import Kind
from layers.objections.periods import TAKES, open_period
from layers.receipts.door import Issued, TooMany
from layers.regions.models import Region
from layers.workdays.calendar import load_calendar
from portal.modules.land_info.case import find_case, villages_of, withdrawn
from portal.modules.land_info.objecting_ways import ways
from portal.skins import Skin, choice

# The field that people do not see.
HONEYPOT = "website"
AN_HOUR_S = "3600"


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, public_id: str) -> HttpResponse:
    case = find_case(public_id)
    if case.withdrawn_at is not None:
        return withdrawn(request, case)
    period = open_period(case, timezone.localdate(), load_calendar())
    context: dict[str, Any] = {"case": case, **ways(case, period)}
    if period is None:
        closed = 409 if request.method == "POST" else 200
        return render(request, "land_info/say_closed.html", context, status=closed)
    villages = villages_to_choose(case)
    kinds = TAKES[period.kind.code]
    if request.method != "POST":
        given = {"kind": request.GET.get("kind", kinds[0]), "token": DOOR.new_token(case.public_id)}
        form = ObjectionForm(kinds=kinds, villages=villages, initial=given)
        return render(request, "land_info/say.html", context | {"form": form})
    form = ObjectionForm(request.POST, kinds=kinds, villages=villages)
    try:
        if request.POST.get(HONEYPOT):
            raise BadInput(HONEYPOT, "没有收下：最后一栏请留空，那是防机器人的。请清空后再交一次")
        DOOR.check_token(request.POST.get("token", ""), case.public_id)
        if form.is_valid():
            channel = channel_of(choice(request, "device") == "kiosk")
            letter = letter_of(
                form.cleaned_data,
                case,
                form.villages,
                stage_code=period.kind.code,
                channel=channel,
                received_on=timezone.localdate(),
            )
            issued = file(request, letter, form.cleaned_data["token"])
            return receipt(request, case, Kind(letter.kind).label, issued)
    except BadInput as problem:
        form = with_new_token(form, case, problem.message)
    except TooMany:
        answer = render(request, "land_info/say_too_many.html", context, status=429)
        answer["Retry-After"] = AN_HOUR_S
        return answer
    return render(request, "land_info/say.html", context | {"form": form}, status=422)


def receipt(request: HttpRequest, case: Case, kind: str, issued: Issued) -> HttpResponse:
    """Answered to the POST itself: the code stands in no address, history or log."""
    context = {
        "case": case,
        "kind": kind,
        "issued": issued,
        "received_on": timezone.localdate(),
        "address": Skin(request).absolute(f"{reverse('receipt')}?number={issued.number}"),
    }
    return render(request, "land_info/say_receipt.html", context)


def with_new_token(form: ObjectionForm, case: Case, message: str) -> ObjectionForm:
    """The same words, to be handed in again."""
    form.data = {**form.data.dict(), "token": DOOR.new_token(case.public_id)}  # type: ignore[attr-defined]
    form.is_valid()
    form.add_error(None, message)
    return form


def villages_to_choose(case: Case) -> list[Region]:
    return [row.village for row in villages_of(case)]
