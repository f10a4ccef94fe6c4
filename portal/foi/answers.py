"""/foi/answers/<id>: one answer as everybody may read it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from layers.foi.models import PublicAnswer
from portal.own_address import at_its_own_address, find


@require_safe
@at_its_own_address("/foi/answers/%s")
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = PublicAnswer.objects.select_related("organisation", "successor")
    return render(request, "foi/answer.html", {"row": find(rows, public_id)})
