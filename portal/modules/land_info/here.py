"""/land/here: 我站的地方. The position comes in the body of a POST, so it stands in no address, history or log.

A GET with lng and lat is answered too, for clients and checks; the logs drop its query. Nothing is stored: not the
position, not the answer, not a cookie.
"""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from geo.position import Position
from layers.catchments.here import of_point
from layers.land.here import LEAST_UNCERTAINTY_M, answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def here(request: HttpRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    position = position_of(given)
    context: dict[str, object] = {"position": None}
    if position is not None:
        context = {
            "position": position,
            "found": answer(position),
            "served": of_point(position),
            "uncertainty_m": round(position.uncertainty_m(LEAST_UNCERTAINTY_M)),
        }
    return render(request, "land_info/here.html", context)


def position_of(given: QueryDict) -> Position | None:
    """None when no position came along; BadInput (400) when one did and cannot be read."""
    if "lng" not in given and "lat" not in given:
        return None
    return Position.parse(given.get("lng"), given.get("lat"), given.get("accuracy"))
