"""/foi/receipt: what became of it, by number and code. The number may stand in the address (the QR of the receipt), the
code never does."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.foi.asking import ask
from layers.receipts.door import TooManyGuesses

TEMPLATE = "foi/told.html"


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find_application(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, TEMPLATE, {"number": request.GET.get("number", "")[:20]})
    number = request.POST.get("number", "")[:40]
    try:
        told = ask(request, number, request.POST.get("code", "")[:20])
    except BadInput as problem:
        return render(request, TEMPLATE, {"number": number, "error": problem.message}, status=422)
    except TooManyGuesses:
        context = {"number": number, "error": "输错的次数太多，请过一小时再查，或打受理机关的电话"}
        answer = render(request, TEMPLATE, context, status=429)
        answer["Retry-After"] = "3600"
        return answer
    return render(request, TEMPLATE, {"told": told, "today": timezone.localdate()})
