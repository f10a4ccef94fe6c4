"""/staff/foi/new: the staff write an application down: read back to who cannot write, then stored with its receipt."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.changes.errors import NotSeen
from layers.foi.filing import DOOR, file, handed_in
from layers.foi.forms import EnteredForm
from layers.foi.models import TO_BE_CONFIRMED, Channel
from layers.foi.visible import offices_of
from layers.organisations.models import Organisation
from layers.staff.models import READING_ROLES
from layers.staff.scope import scope_for
from portal.desk.refusals import only_for
from portal.skins import Skin


@sensitive_post_parameters()
@only_for(*READING_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def new_application(request: HttpRequest) -> HttpResponse:
    offices = list(offices_of(scope_for(request)).select_related("region").order_by("name"))
    if not offices:
        raise NotSeen
    data = request.POST if request.method == "POST" else request.GET
    wanted = data.get("organisation", "")
    office = next(
        (one for one in offices if one.public_id == wanted), offices[0] if len(offices) == 1 else None
    )
    if office is None:
        return render(request, "desk/foi/choose.html", {"offices": offices})
    today = timezone.localdate()
    context: dict[str, Any] = {"office": office}
    if request.method != "POST":
        given = {"token": DOOR.new_token(office.public_id), "received_on": today}
        return render(
            request, "desk/foi/new.html", context | {"form": EnteredForm(today=today, initial=given)}
        )
    form = EnteredForm(request.POST, today=today)
    try:
        DOOR.check_token(request.POST.get("token", ""), office.public_id)
        if form.is_valid():
            if "confirmed" not in request.POST:
                return render(
                    request, "desk/foi/read_back.html", context | {"form": form, "said": said(form)}
                )
            if "change" in request.POST:
                return render(request, "desk/foi/new.html", context | {"form": form})
            return entered(request, office, form)
    except BadInput as problem:
        form.data = {**request.POST.dict(), "token": DOOR.new_token(office.public_id)}
        form.full_clean()
        form.add_error(None, problem.message)
    return render(request, "desk/foi/new.html", context | {"form": form}, status=422)


def said(form: EnteredForm) -> list[tuple[str, str]]:
    """What is read back, in the order of the form; what was left out is not read."""
    found = []
    for _, fields in form.sections():
        for field in fields:
            value = form.cleaned_data.get(field.name)
            if not value:
                continue
            choices = dict(getattr(field.field, "choices", []))
            found.append((str(field.label), "是" if value is True else str(choices.get(value, value))))
    return found


def entered(request: HttpRequest, office: Organisation, form: EnteredForm) -> HttpResponse:
    given = form.cleaned_data
    channel = Channel(given["channel"])
    handed = handed_in(
        given, office, channel=channel, on=given["received_on"], is_dictated=given["is_dictated"]
    )
    issued = file(request, handed, given["token"], scope_for(request))
    context = {
        "office": office,
        "issued": issued,
        "received_on": given["received_on"],
        "is_to_be_confirmed": channel in TO_BE_CONFIRMED,
        "address": Skin(request).absolute(f"{reverse('foi:receipt')}?number={issued.number}"),
    }
    return render(request, "desk/foi/entered.html", context)
