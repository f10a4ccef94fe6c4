"""/foi/<office>/apply: the form of 条例 29; the answer to it is the receipt."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.foi.filing import DOOR, file, handed_in
from layers.foi.forms import ApplicationForm
from layers.foi.models import Channel, Mode
from layers.receipts.door import TooMany
from portal.foi.guide import offices_to_read
from portal.own_address import at_its_own_address, find
from portal.skins import Skin
from portal.without_account import TOO_MANY, checked_token, in_an_hour, of_receipt, say_again


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@at_its_own_address("/foi/%s/apply")
def apply(request: HttpRequest, public_id: str) -> HttpResponse:
    office = find(offices_to_read(), public_id)
    if office.mode == Mode.LINK:
        if request.method == "POST":
            raise Http404("这个单位在自己的网站受理")
        return redirect("foi:office", office.public_id)
    context: dict[str, Any] = {"office": office}
    if request.method != "POST":
        given = {"title": request.GET.get("title", "")[:80], "token": DOOR.new_token(office.public_id)}
        return render(request, "foi/apply.html", context | {"form": form_for(request, initial=given)})
    form = form_for(request, request.POST, request.FILES)
    try:
        token = checked_token(request, DOOR, office.public_id)
        if form.is_valid():
            handed = handed_in(
                form.cleaned_data, office.organisation, channel=Channel.ONLINE, on=timezone.localdate(), picture=form.picture
            )  # fmt: skip
            told = of_receipt(request, file(request, handed, token), "foi:receipt")
            return render(request, "foi/applied.html", context | told)
    except BadInput as problem:
        say_again(request, form, DOOR, office.public_id, problem.message)
    except TooMany:
        form.add_error(None, f"{TOO_MANY}，或者邮寄、当面提交")
        return in_an_hour(render(request, "foi/apply.html", context | {"form": form}, status=429))
    return render(request, "foi/apply.html", context | {"form": form}, status=422)


def form_for(request: HttpRequest, *given: Any, **options: Any) -> ApplicationForm:
    """At a kiosk there are no photos of one's own to choose from."""
    form = ApplicationForm(*given, **options)
    if Skin(request).is_kiosk:
        del form.fields["scan"]
    return form
