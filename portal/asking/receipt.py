"""/ask/receipt: what became of it, by number and code (the code stands in no address); and what the asker says of the answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from geo.errors import BadInput
from layers.consultations import filing
from layers.receipts.door import TooManyGuesses

TEMPLATE = "asking/told.html"


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find_question(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, TEMPLATE, {"number": request.GET.get("number", "")[:20]})
    number = request.POST.get("number", "")[:40]
    try:
        told = filing.ask(request, number, request.POST.get("code", "")[:20])
    except BadInput as problem:
        return render(request, TEMPLATE, {"number": number, "error": problem.message}, status=422)
    except TooManyGuesses:
        context = {"number": number, "error": "输错的次数太多，请过一小时再查，或打单位的电话"}
        answer = render(request, TEMPLATE, context, status=429)
        answer["Retry-After"] = "3600"
        return answer
    return render(request, TEMPLATE, {"told": told})


@sensitive_post_parameters()
@never_cache
@require_POST
def rate(request: HttpRequest) -> HttpResponse:
    given = request.POST
    try:
        filing.rate(request, given.get("ticket", ""), given.get("rating", ""), given.get("words", ""))
    except BadInput as problem:
        return render(request, TEMPLATE, {"error": problem.message}, status=422)
    return render(request, TEMPLATE, {"is_rated": True})
