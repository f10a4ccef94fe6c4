"""/c/<public id>/say: saying something about a land acquisition while its notice lies open; the answer is the receipt."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
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
from layers.receipts.door import TooMany
from layers.regions.models import Region
from layers.workdays.calendar import load_calendar
from portal.modules.land_info.case import find_case, villages_of, withdrawn
from portal.modules.land_info.objecting_ways import ways
from portal.skins import choice
from portal.without_account import checked_token, in_an_hour, of_receipt, say_again


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
        token = checked_token(request, DOOR, case.public_id)
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
            told = of_receipt(request, file(request, letter, token), "receipt")
            told |= {"case": case, "kind": Kind(letter.kind).label}
            return render(request, "land_info/say_receipt.html", told)
    except BadInput as problem:
        say_again(request, form, DOOR, case.public_id, problem.message)
    except TooMany:
        return in_an_hour(render(request, "land_info/say_too_many.html", context, status=429))
    return render(request, "land_info/say.html", context | {"form": form}, status=422)


def villages_to_choose(case: Case) -> list[Region]:
    return [row.village for row in villages_of(case)]
