"""/foi/: whom to ask; /foi/<office>: how, and what is public already, before anybody fills in a form (条例 36, 第一项)."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers.foi.models import Mode, Office, PublicAnswer
from layers.organisations.located import with_organisation
from layers.search.query import Found, find
from portal.areas import areas_of, chosen_area, in_area, own_county_first
from portal.listing import chip, page_of
from portal.own_address import at_its_own_address
from portal.own_address import find as find_row

PAGE_SIZE = 40
ANSWERS_SHOWN = 8
SIMILAR_SHOWN = 8


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    rows = Office.objects.published()
    if named := request.GET.get("name", "").strip()[:40]:
        rows = rows.filter(organisation__name__icontains=named)
    areas = areas_of(rows)
    area = chosen_area(areas, request)
    if area is not None:
        rows = in_area(rows, area)
    page = page_of(with_organisation(own_county_first(rows, request)), request, PAGE_SIZE)
    context = {
        "page": page,
        "named": named,
        "areas": [chip(request, "area", one.code, one.name, one.count) for one in areas],
        "answers": PublicAnswer.objects.published()
        .select_related("organisation")
        .order_by("-answered_on")[:ANSWERS_SHOWN],
    }
    return render(request, "foi/guide.html", context)


def offices_to_read() -> QuerySet[Office]:
    return with_organisation(Office.objects.select_related("successor"))


@require_safe
@at_its_own_address("/foi/%s")
def office(request: HttpRequest, public_id: str) -> HttpResponse:
    row = find_row(offices_to_read(), public_id)
    asked = request.GET.get("q", "").strip()[:80]
    similar: list[Found] = []
    answers: list[PublicAnswer] = []
    problem = ""
    if asked:
        try:
            similar = find(asked, SIMILAR_SHOWN, row.organisation.region.path)
            answers = similar_answers(asked)
        except BadInput as error:
            problem = error.message
    context = {
        "office": row, "asked": asked, "similar": similar, "answers": answers, "problem": problem,
        "takes": row.mode != Mode.LINK,
    }  # fmt: skip
    return render(request, "foi/office.html", context, status=400 if problem else 200)


def similar_answers(asked: str) -> list[PublicAnswer]:
    """Each word somewhere in the question: short lists, so without an index of their own."""
    rows = PublicAnswer.objects.published().select_related("organisation")
    for word in asked.split()[:3]:
        rows = rows.filter(question__icontains=word)
    return list(rows.order_by("-answered_on")[:SIMILAR_SHOWN])
