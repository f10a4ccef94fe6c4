"""/ask/answers/: what others asked and were answered, as everybody may read it; and one of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers.consultations.selected import SelectedAnswer
from layers.search.query import LONGEST
from portal.areas import areas_of, chosen_area, in_area
from portal.listing import chip, page_of
from portal.own_address import at_its_own_address, find

PAGE_SIZE = 30


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """Narrowed to words and an area; a page does not refuse what it is given."""
    rows, words, note = SelectedAnswer.objects.published(), request.GET.get("q", "").strip()[:LONGEST], ""
    try:
        rows = rows.called(words) if words else rows
    except BadInput as problem:
        note = problem.message
    areas = areas_of(rows)
    area = chosen_area(areas, request)
    if area is not None:
        rows = in_area(rows, area)
    context = {
        "words": words,
        "note": note,
        "areas": [chip(request, "area", one.code, one.name, one.count) for one in areas],
        "page": page_of(
            rows.select_related("organisation").order_by("-answered_on", "-pk"), request, PAGE_SIZE
        ),
    }
    return render(request, "asking/answers.html", context)


@require_safe
@at_its_own_address("/ask/answers/%s")
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = SelectedAnswer.objects.select_related("organisation", "successor", "item", "place", "case")
    row: Any = find(rows.defer("case__public_area"), public_id)
    thing = row.thing
    shown = thing if thing is not None and thing.withdrawn_at is None else None
    return render(request, "asking/answer.html", {"row": row, "thing": shown})
