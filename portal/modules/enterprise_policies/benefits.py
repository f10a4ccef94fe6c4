"""您想找哪项政策: benefits for enterprises and residents, by organisation, by words; and one with its rules."""

from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers.benefits.condition import conditions_of
from layers.benefits.models import Benefit, Served
from layers.policies.models import Policy
from layers.search.query import LONGEST
from portal.listing import Chip, chip, page_of
from portal.own_address import at_its_own_address, find

PAGE_SIZE = 30
AREAS = ("region__area", "region__public_area", "region__label_point")


@require_safe
def benefits(request: HttpRequest) -> HttpResponse:
    rows, words, note = in_words(request)
    served = served_chips(request, rows)
    if request.GET.get("served", "") in Served.values:
        rows = rows.filter(served=request.GET["served"])
    offices = office_chips(request, rows)
    if any(one.chosen for one in offices):
        rows = rows.filter(organisation__public_id=request.GET["office"])
    ordered = rows.order_by(F("valid_until").asc(nulls_last=True), "name", "pk")
    whole = ordered.select_related("region", "organisation", "policy").defer(*AREAS, "policy__body")
    page = page_of(whole, request, PAGE_SIZE)
    today = timezone.localdate()
    context = {
        "words": words,
        "note": note,
        "served": served,
        "offices": offices,
        "page": page,
        "rows": [(one, one.caution(today)) for one in page],
        "today": today,
        "as_of": max((row.verified_on for row in page if row.verified_on), default=None),
    }
    return render(request, "enterprise_policies/benefits.html", context)


def in_words(request: HttpRequest) -> tuple[QuerySet[Benefit], str, str]:
    """The benefits that are called so, the words, and why they could not be used."""
    rows, words = Benefit.objects.published(), request.GET.get("q", "").strip()[:LONGEST]
    if not words:
        return rows, "", ""
    try:
        return rows.called(words), words, ""
    except BadInput as problem:
        return rows, "", problem.message


def served_chips(request: HttpRequest, rows: QuerySet[Benefit]) -> list[Chip]:
    counted = dict(rows.order_by().values_list("served").annotate(Count("pk")))
    return [
        chip(request, "served", one.value, f"给{one.label}的", counted.get(one.value, 0)) for one in Served
    ]


def office_chips(request: HttpRequest, rows: QuerySet[Benefit]) -> list[Chip]:
    counted = rows.order_by("organisation__name").values_list("organisation__public_id", "organisation__name")
    return [chip(request, "office", key, name, count) for key, name, count in counted.annotate(Count("pk"))]


@require_safe
@at_its_own_address("/enterprise/%s")
def benefit(request: HttpRequest, public_id: str) -> HttpResponse:
    every = Benefit.objects.select_related("organisation", "region", "successor", "policy").defer(
        *AREAS, "policy__body"
    )
    found: Benefit = find(every.prefetch_related("rules__attribute"), public_id)
    today = timezone.localdate()
    policy = Policy.objects.published().filter(benefits=found).defer("body").first()
    context = {
        "one": found,
        "conditions": conditions_of(found),
        "policy": policy,
        "standing": policy and policy.standing(today),
        "caution": found.caution(today),
        "today": today,
        "as_of": found.verified_on,
    }
    return render(request, "enterprise_policies/benefit.html", context)
