"""/ask/ and /ask/<kind>/<id>: a question, from the page of an item, a place or a case or of nothing; the answer to it is what
others were answered already, then the receipt."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.consultations.filing import DOOR, QuestionForm, file
from layers.consultations.similar import similar
from layers.organisations.located import AREAS
from layers.organisations.models import Organisation
from layers.receipts.door import TooMany
from layers.regions.chosen import chosen_path
from layers.reports.filing import THINGS
from portal.own_address import Withdrawn, canonical_id, find, withdrawn_page
from portal.skins import Skin
from portal.without_account import TOO_MANY, checked_token, in_an_hour, of_receipt, say_again

# The subject of a form about no one thing.
NOTHING = "nothing"


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    return asked(request, "", None)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_about(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """``kind`` is a key of reports.THINGS."""
    if kind not in THINGS:
        raise Http404("没有这一类内容")
    try:
        return asked(request, kind, find(THINGS[kind].rows(), canonical_id(public_id)))
    except Withdrawn as withdrawn:
        return withdrawn_page(request, withdrawn.thing)


def asked(request: HttpRequest, kind: str, thing: Any) -> HttpResponse:
    own = thing.organisation if thing is not None else None
    offices = [] if own else offices_to_ask(request)
    subject = thing.public_id if thing is not None else NOTHING
    context: dict[str, Any] = {"thing": thing, "kind": kind, "office": own}
    context |= {"title": THINGS[kind].title if kind else "", "nobody": not own and not offices}
    if request.method != "POST":
        form = QuestionForm(offices=offices, initial={"token": DOOR.new_token(subject)})
        return render(request, "asking/ask.html", context | {"form": form})
    form = QuestionForm(request.POST, offices=offices)
    try:
        checked_token(request, DOOR, subject)
        if form.is_valid():
            given = form.cleaned_data
            # Once: what is like it is shown, and whoever still asks has seen it.
            if not request.POST.get("seen") and (alike := similar(given["text"])):
                return render(request, "asking/ask.html", context | {"form": form, "alike": alike})
            office = located(own.public_id if own else given.get("office", ""))
            about = {kind: thing} if kind else {}
            kiosk = Skin(request).is_kiosk
            issued = file(request, office, about, given, given["token"], is_from_kiosk=kiosk)
            told = of_receipt(request, issued, "asking:receipt")
            return render(request, "asking/asked.html", context | {"office": office} | told)
    except BadInput as problem:
        say_again(request, form, DOOR, subject, problem.message)
    except TooMany:
        form.add_error(None, f"{TOO_MANY}，或者打单位的电话")
        return in_an_hour(render(request, "asking/ask.html", context | {"form": form}, status=429))
    return render(request, "asking/ask.html", context | {"form": form}, status=422)


def offices_to_ask(request: HttpRequest) -> list[tuple[str, str]]:
    """Those that have named an office for applications can be asked without a thing to ask about; my county's first."""
    county = "/".join(chosen_path(request).split("/")[:2])
    rows = Organisation.objects.published().filter(foi_offices__withdrawn_at=None, foi_offices__isnull=False)
    found = rows.order_by("region__sort_key", "name").values_list("public_id", "name", "region__path")
    ordered = sorted(found, key=lambda row: not (county and row[2].startswith(f"{county}/")))
    return [(public_id, name) for public_id, name, _ in ordered]


def located(public_id: str) -> Organisation:
    """With its region. Raises BadInput for one that was withdrawn meanwhile, or of which the form knows nothing."""
    rows = Organisation.objects.published().select_related("region")
    found = rows.defer(*(f"region__{area}" for area in AREAS)).filter(public_id=public_id).first()
    if found is None:
        raise BadInput("office", "这个单位现在不能受理，请另选一个")
    return found
