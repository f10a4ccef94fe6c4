"""/map/points.json: every point of a wish in one compact answer, drawn on canvas by the map.

By columns, because that compresses best: 9,000 places are 150 kB, a third less than rows and a tenth of GeoJSON
features. What a page may not keep (a citizen's position) is no parameter here, so that the answer is the same for
everyone and keeps its ETag.
"""

from datetime import datetime
from typing import Any

import orjson
from django.conf import settings
from django.db.models import FloatField, Func
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers import versions
from layers.places.models import Category
from layers.workdays.calendar import load_calendar
from portal.modules.convenience_map.wish import Wish
from portal.pages.errors import json_error

# Beyond this a phone draws too slowly; the vector tiles then take over.
MOST_POINTS = 20_000
# A metre or so: enough to draw. Links and distances are made from the public location itself.
PER_DEGREE = 100_000


class Ordinate(Func):
    """ST_X or ST_Y: ten times faster than a GEOS point a row."""

    output_field = FloatField()


@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """{"total", "origin": [lng, lat], "categories": [[name, icon, hue]], "ids", "lng", "lat", "category", "names"}: one
    entry a place in the order of the list; lng and lat in 1e-5 degree from the origin, EPSG:4490."""
    try:
        wish = Wish.of_machine(request.GET)
    except BadInput as error:
        return json_error(400, error.message, error.parameter)
    moment = timezone.now()
    etag = entity_tag(wish, f"{moment:%Y%m%d%H%M}" if wish.open_now else "")
    not_modified = get_conditional_response(request, etag=etag)
    if not_modified is not None:
        return not_modified
    response = HttpResponse(orjson.dumps(content(wish, moment)), content_type="application/json")
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response


def entity_tag(wish: Wish, minute: str) -> str:
    """Changes with any place, and with the minute when the clock decides."""
    asked = orjson.dumps([wish.group, wish.category, wish.text, minute]).hex()
    return f'"{versions.current("places")}-{asked}"'


def content(wish: Wish, moment: datetime) -> dict[str, Any]:
    places = wish.of_theme(wish.places(moment, load_calendar()))
    rows = list(
        places.in_list_order()
        .annotate(
            lng=Ordinate("public_location", function="ST_X"), lat=Ordinate("public_location", function="ST_Y")
        )
        .values_list("public_id", "lng", "lat", "category_id", "name")[: MOST_POINTS + 1]
    )
    total = len(rows) if len(rows) <= MOST_POINTS else places.count()
    ids, lngs, lats, codes, names = zip(*rows[:MOST_POINTS], strict=True) if rows else ((), (), (), (), ())
    west, south = settings.CITY["area"][:2]
    categories = list(Category.objects.select_related("group").filter(code__in=set(codes)))
    number = {category.code: n for n, category in enumerate(categories)}
    return {
        "total": total,
        "origin": [west, south],
        "categories": [[category.name, category.icon, category.group.hue] for category in categories],
        "ids": ids,
        "lng": [round((lng - west) * PER_DEGREE) for lng in lngs],
        "lat": [round((lat - south) * PER_DEGREE) for lat in lats],
        "category": [number[code] for code in codes],
        "names": names,
    }
