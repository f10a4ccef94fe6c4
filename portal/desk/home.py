"""/staff/: who is here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.desk.sessions import previous_login


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/home.html", {"previous": previous_login(request)})
