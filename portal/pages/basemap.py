"""/basemap.geojson: the offline base from own vector data, names of counties and towns, and lines where approved."""

import json
from hashlib import sha256

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import condition, require_safe

from layers.catalog import boundaries_may_be_shown
from layers.regions.models import Level, Region
from layers.versions import current
from portal.pages.base_squares import squares_offered


def version(request: HttpRequest) -> str:
    stamp = f"{current('regions')} {boundaries_may_be_shown()} {squares_offered()}"
    return f'"{sha256(stamp.encode()).hexdigest()[:16]}"'


@require_safe
@condition(etag_func=version)
def basemap(request: HttpRequest) -> HttpResponse:
    response = JsonResponse(collection(), json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "public, max-age=300"
    return response


def collection() -> dict[str, object]:
    """Features {name, level, label: [lng, lat]}; an area where it may be shown, else the point of the name. ``squares``
    tells where the rest is (portal/pages/base_squares.py)."""
    features = [feature(region) for region in named_regions()]
    return {"type": "FeatureCollection", "squares": squares_offered(), "features": features}


def named_regions() -> list[Region]:
    regions = Region.objects.published().filter(
        level__in=[Level.COUNTY, Level.TOWN], label_point__isnull=False
    )
    shown = regions if boundaries_may_be_shown() else regions.defer("public_area")
    return list(shown.defer("area").order_by("level", "code"))


def feature(region: Region) -> dict[str, object]:
    assert region.label_point is not None
    label = [region.label_point.x, region.label_point.y]
    geometry: dict[str, object] = {"type": "Point", "coordinates": label}
    if boundaries_may_be_shown() and region.public_area is not None:
        geometry = json.loads(region.public_area.geojson)
    properties = {"name": region.map_name, "level": region.level, "label": label}
    return {"type": "Feature", "properties": properties, "geometry": geometry}
