"""按年核实: whether somebody has looked within a year whether a public thing is still so."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet

from layers.assessment.counted import Asked, Counted, Row
from layers.benefits.models import Benefit
from layers.channels.models import OfficialAccount
from layers.places.models import Place
from layers.services.models import ServiceItem
from layers.zones.models import Zone

# As the desk asks for it (portal/desk/glance.py).
FRESH_DAYS = 365
NEVER = "没有核实日期"


def fresh(slug: str, rows: Callable[[], QuerySet[Any]], region: str) -> Callable[[Asked], Iterable[Row]]:
    """``region`` leads from a row to its region, ``slug`` is the desk's word for the noun."""

    def of(asked: Asked) -> Iterable[Row]:
        since = asked.today - dt.timedelta(days=FRESH_DAYS)
        found = asked.scope.rows(rows(), f"{region}__path").filter(
            **{f"{region}__path__startswith": asked.region.path}
        )
        columns = ("public_id", "name", f"{region}__path", "organisation_id", "verified_on")
        for key, name, path, organisation, day in found.order_by("verified_on", "pk").values_list(*columns):
            is_fresh = day is not None and day >= since
            zone = key if slug == "zone-register" else ""
            yield Row(
                path, organisation, zone, name, f"/staff/{slug}/{key}/", str(day or NEVER), float(is_fresh)
            )

    return of


FRESH = {
    code: Counted(what, fresh(slug, rows, region), of_zones=code == "fresh_zones", is_of_now=True)
    for code, what, slug, rows, region in (
        ("fresh_places", "公开的网点", "places", lambda: Place.objects.published(), "region"),
        ("fresh_items", "公开的办事指南", "items", lambda: ServiceItem.objects.published(), "organisation__region"),
        ("fresh_benefits", "公开的惠企惠民政策", "benefits", lambda: Benefit.objects.published(), "region"),
        ("fresh_accounts", "公开的新媒体账号", "media", lambda: OfficialAccount.objects.published(), "organisation__region"),
        ("fresh_zones", "公开的专区", "zone-register", lambda: Zone.objects.published(), "region"),
    )
}  # fmt: skip
