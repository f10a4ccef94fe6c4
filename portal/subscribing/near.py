"""/subscriptions/villages: several villages at once, by town, or those around where one stands.

The browser takes the public points of all villages and measures by itself: no position is sent, and none is stored
(个人信息保护法 6: no more than the purpose needs).
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from layers.regions.everyday import everyday_name
from layers.regions.models import Level, Region
from layers.subscriptions.subscribing import MOST_TOPICS

RADII_M = (1_000, 2_000, 3_000, 5_000)
COLUMNS = ("code", "name", "level", "path")


@require_safe
def villages(request: HttpRequest) -> HttpResponse:
    """?within=: the units below that county or town; of a town its villages to tick."""
    code = request.GET.get("within", "")[:12]
    units = Region.objects.published().only(*COLUMNS)
    unit = units.filter(code=code, level__in=(Level.COUNTY, Level.TOWN)).first()
    below = units.filter(manage_parent=unit) if unit else units.filter(level=Level.COUNTY)
    context = {
        "unit": unit,
        "is_town": unit is not None and unit.level == Level.TOWN,
        "choices": [(one.code, everyday_name(one.name)) for one in below.in_picking_order()],
        "radii_km": [radius_m // 1000 for radius_m in RADII_M],
        "most": MOST_TOPICS,
    }
    return render(request, "subscribing/villages.html", context)


@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """[[code, name, lng, lat], …] of all villages in force, CGCS2000 degrees: the points that the map shows as well."""
    decimals = int(settings.CITY["public_geometry"]["regions"]["decimals"])
    rows = (
        Region.objects.published()
        .villages()
        .values_list("code", "name", "manage_parent__name", "label_point")
        .order_by("code")
    )
    told = [
        [code, f"{everyday_name(name)}（{town}）", round(point.x, decimals), round(point.y, decimals)]
        for code, name, town, point in rows
        if point is not None
    ]
    answer = JsonResponse(
        {"villages": told}, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")}
    )
    answer["Cache-Control"] = "public, max-age=86400"
    return answer
