"""办事机构: which office there is, where it sits, and what one comes to it for."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from layers.organisations.models import Organisation
from layers.places.models import Place
from layers.services.models import ServiceItem
from portal.listing import page_of
from portal.own_address import at_its_own_address, find

PAGE_SIZE = 40
PUBLIC = Q(service_items__withdrawn_at__isnull=True)


@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    """Those with items; the others are no office that a visitor comes to."""
    rows = Organisation.objects.published().annotate(items=Count("service_items", filter=PUBLIC))
    ordered = rows.filter(items__gt=0).order_by("region__level", "region__sort_key", "name", "pk")
    return render(request, "services/offices.html", {"page": page_of(ordered, request, PAGE_SIZE)})


@require_safe
@at_its_own_address("/services/offices/%s")
def office(request: HttpRequest, public_id: str) -> HttpResponse:
    found: Organisation = find(Organisation.objects.select_related("parent", "successor"), public_id)
    items = ServiceItem.objects.published().filter(organisation=found.pk).order_by("theme__sort_key", "name")
    context = {
        "office": found,
        "items": items.select_related("theme"),
        "seats": Place.objects.published().filter(seat_of=found.pk).order_by("name"),
        "benefits": found.benefits.published().order_by("name", "pk"),
        "departments": Organisation.objects.published().filter(parent=found.pk).order_by("name"),
    }
    return render(request, "services/office.html", context)
