"""/land/words: 名词解释."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from layers.land.terms import glossary


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    return render(request, "land_info/words.html", {"groups": glossary()})
