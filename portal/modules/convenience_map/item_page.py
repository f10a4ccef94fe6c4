"""/q/<id>: one service item: 找谁办、怎么办、办多久, and the places that handle it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers.places.models import Place
from layers.services.models import ServiceItem
from layers.workdays.calendar import load_calendar
from portal.modules.convenience_map.map_page import chosen_village, in_order, rows_of
from portal.modules.convenience_map.wish import Wish, private
from portal.own_address import at_its_own_address, find

MOST_PLACES = 20


@require_safe
@at_its_own_address("/q/%s")
def item(request: HttpRequest, public_id: str) -> HttpResponse:
    wish, _ = Wish.of_page(request.GET)
    items = ServiceItem.objects.select_related("organisation", "successor")
    found: ServiceItem = find(items, public_id)
    village = chosen_village(request)
    places, order = in_order(Place.objects.published().handling(found.pk), wish, village)
    nearest = list(places.for_list()[: MOST_PLACES + 1])
    from_where = "距本村" if village and not wish.position else ""
    context = {
        "item": found,
        "rows": rows_of(nearest[:MOST_PLACES], timezone.now(), load_calendar(), from_where),
        "more": len(nearest) > MOST_PLACES,
        "order": order,
        "materials": lines(found.materials),
        "steps": lines(found.steps),
        "as_of": found.verified_on,
    }
    return private(render(request, "convenience_map/item.html", context), wish)


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
