"""/ask/receipt: what became of it, by number and code; and what the asker says of the answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from geo.errors import BadInput
from layers.consultations import filing
from portal.without_account import receipt_view

TEMPLATE = "asking/told.html"

find_question = receipt_view(filing.ask, TEMPLATE, __name__, "，或打单位的电话")


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
