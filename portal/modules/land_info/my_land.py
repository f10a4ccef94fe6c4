"""/land/mine: 我的地块. Drawn or typed corners come in the body of a POST; nothing of them is stored or logged."""

import json
from typing import Any

import shapely
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.land.models import Parcel
from layers.land.touching import MOST_CORNERS, Land, Touching, touching
from layers.reads import reading_publicly
from portal.desk.forms.survey import zones
from portal.map_options import map_options
from portal.modules.land_info.my_land_form import LNG_LAT, asked
from portal.modules.land_info.parcel_map import MOST_PARCELS, collection, with_shape


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def my_land(request: HttpRequest) -> HttpResponse:
    context: dict[str, Any] = {
        "typed": request.POST.get("corners", ""),
        "crs": request.POST.get("crs", ""),
        "is_drawn": request.POST.get("drawn") == "1",
        "zones": zones(),
        "most_corners": MOST_CORNERS,
        "view": None,
        "shapes": {"type": "FeatureCollection", "features": []},
    }
    try:
        with reading_publicly():
            if request.method == "POST" and (mine := asked(request)):
                context |= {"asked": mine, **answer_context(mine.land, touching(mine.land), context["crs"])}
    except BadInput as wrong:
        context["error"] = wrong.message
    context["map_options"] = map_options(
        view=context["view"], label="画地块的地图。画的点也写在下面的文字框里"
    )
    return render(request, "land_info/my_land.html", context, status=400 if "error" in context else 200)


def answer_context(land: Land, found: Touching, crs: str) -> dict[str, Any]:
    """With the touched parcels for the map, and the land itself unless its corners are drawn there anyway."""
    ids = {key: case.id for case in found.cases for key in case.parcels}
    shapes, left_out = collection(with_shape(Parcel.objects.filter(pk__in=list(ids)[:MOST_PARCELS])), ids)
    if crs != LNG_LAT:
        mine = {"id": "mine", "name": "您的地块", "muted": True}
        shapes["features"].append(
            {"type": "Feature", "properties": mine, "geometry": json.loads(shapely.to_geojson(land.area))}
        )
    return {
        "found": found,
        "shapes": shapes,
        "left_out": left_out,
        "view": list(land.area.buffer(0.002).bounds),
    }
