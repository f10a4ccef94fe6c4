"""/foi/<office>/apply: the form of 条例 29; the answer to it is the receipt."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.foi.filing import DOOR, file, handed_in
from layers.foi.forms import ApplicationForm
from layers.foi.models import Channel, Mode, Office
from layers.receipts.door import Issued, TooMany
from portal.foi.guide import offices_to_read
from portal.own_address import at_its_own_address, find
from portal.skins import Skin

# The field that people do not see.
HONEYPOT = "website"
AN_HOUR_S = "3600"
TOO_MANY = "这一小时里，从您所在的网络交来的太多了，这一份还没有收下。请过一小时再交，或者邮寄、当面提交"


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
    form, status = form_for(request, request.POST, request.FILES), 422
    try:
        if request.POST.get(HONEYPOT):
            raise BadInput(HONEYPOT, "没有收下：最后一栏请留空，那是防机器人的。请清空后再交一次")
        DOOR.check_token(request.POST.get("token", ""), office.public_id)
        if form.is_valid():
            handed = handed_in(
                form.cleaned_data, office.organisation, channel=Channel.ONLINE, on=timezone.localdate(), picture=form.picture
            )  # fmt: skip
            return receipt(request, office, file(request, handed, form.cleaned_data["token"]))
    except BadInput as problem:
        form.data = {**request.POST.dict(), "token": DOOR.new_token(office.public_id)}
        form.full_clean()
        form.add_error(None, problem.message)
    except TooMany:
        form.add_error(None, TOO_MANY)
        status = 429
    answer = render(request, "foi/apply.html", context | {"form": form}, status=status)
    if status == 429:
        answer["Retry-After"] = AN_HOUR_S
    return answer


def form_for(request: HttpRequest, *given: Any, **options: Any) -> ApplicationForm:
    """At a kiosk there are no photos of one's own to choose from."""
    form = ApplicationForm(*given, **options)
    if Skin(request).is_kiosk:
        del form.fields["scan"]
    return form


def receipt(request: HttpRequest, office: Office, issued: Issued) -> HttpResponse:
    """Answered to the POST itself: the code stands in no address, history or log."""
    context = {
        "office": office,
        "issued": issued,
        "received_on": timezone.localdate(),
        "address": Skin(request).absolute(f"{reverse('foi:receipt')}?number={issued.number}"),
    }
    return render(request, "foi/applied.html", context)
