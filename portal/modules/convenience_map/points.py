"""/map/points.json: every point of a wish in one compact answer, drawn on canvas by the map.

3,000 places are 70 kB compressed (250 kB plain). What a page may not know
(a citizen's position) is no parameter here, so that the answer is the same for everyone and keeps its ETag.
"""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers import versions
from layers.places.models import Category
from layers.workdays.calendar import load_calendar
from portal.modules.convenience_map.wish import Wish
from portal.pages.errors import json_error

# Beyond this a phone draws too slowly; the vector tiles then take over.
MOST_POINTS = 20_000


@require_safe
@gzip_page
def points(request: HttpRequest) -> HttpResponse:
    """{"total", "categories": {code: [name, icon, hue]}, "points": [[id, lng, lat, code, name], …]}, list order."""
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


def content(wish: Wish, moment: Any) -> dict[str, Any]:
    places = wish.of_theme(wish.places(moment, load_calendar()))
    rows = places.in_list_order().values_list("public_id", "public_location", "category_id", "name")
    found = [
        [public_id, round(point.x, 6), round(point.y, 6), category, name]
        for public_id, point, category, name in rows[: MOST_POINTS + 1]
    ]
    total = len(found) if len(found) <= MOST_POINTS else places.count()
    used = {row[3] for row in found}
    categories = Category.objects.select_related("group").filter(code__in=used)
    return {
        "total": total,
        "categories": {
            category.code: [category.name, category.icon, category.group.hue] for category in categories
        },
        "points": found[:MOST_POINTS],
    }
