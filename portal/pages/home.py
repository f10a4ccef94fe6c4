"""The front page: nine blocks, what the reader's county and city have beside them, and what is new in her village."""

from collections.abc import Iterator

from django.db.models import Count, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from layers.local_modules.seen import seen_in
from portal.module import HomePart, LatestRow, Module, modules
from portal.skins import Skin, skin
from portal.zones.today import standing

LATEST_ROWS = 3
# 适老化: so many choices are taken in at a glance; the site map has the others.
CHOICES_IN_LARGE = 6


@vary_on_headers("User-Agent")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    dress: Skin = skin(request)["skin"]
    village, zone = dress.village, dress.zone
    parts = [
        (module, module.home_context(request, village))
        for module in in_order(modules(), zone.home_order if zone else [])  # type: ignore[attr-defined]
    ]
    figures = counted(parts)
    tiles = [tile(module, figures) for module, _ in parts]
    context = {
        "six": [one for one in tiles if one["is_ready"]][:CHOICES_IN_LARGE] if dress.size else [],
        "large": [one for one in tiles if one["is_spatial"]],
        "small": [one for one in tiles if not one["is_spatial"]],
        "local": seen_in(dress.area_path, dress.kind_of_device, timezone.localdate()),
        "latest": list(newest(parts))[:LATEST_ROWS],
        "as_of": max((day for _, part in parts if (day := part.get("as_of"))), default=None),
        "standing": standing(zone) if zone else None,
        "skin": dress,  # the same one: its village has been looked up
    }
    return render(request, "pages/home.html", context)


def in_order(found: list[Module], first: list[str]) -> list[Module]:
    """Those that the zone of the device puts first, then the others as always."""
    rank = {name: at for at, name in enumerate(first)}
    return sorted(found, key=lambda module: rank.get(module.slug, len(rank)))


def tile(module: Module, figures: dict[Module, str]) -> dict[str, object]:
    figure = figures[module]
    return {"module": module, "figure": figure, "is_ready": module.is_ready, "is_spatial": module.spatial}


def counted(parts: list[tuple[Module, HomePart]]) -> dict[Module, str]:
    """The line on each module's tile; what they want counted, in one query."""
    asked = [(module, rows, said) for module, part in parts for rows, said in part.get("counted", [])]
    queries = [
        rows.order_by().annotate(at=Value(at)).values("at").annotate(number=Count("pk"))
        for at, (_, rows, _) in enumerate(asked)
    ]
    numbers = (
        {row["at"]: row["number"] for row in queries[0].union(*queries[1:], all=True)} if queries else {}
    )
    figures = {module: part.get("figure", "") for module, part in parts}
    for at, (module, _, said) in reversed(list(enumerate(asked))):  # the first of a module has the last word
        if number := numbers.get(at):
            figures[module] = said.format(number)
    return figures


def newest(parts: list[tuple[Module, HomePart]]) -> Iterator[LatestRow]:
    """What one may still answer comes first, the shortest time left on top; then newest first."""
    rows = [row for _, part in parts for row in part.get("latest", [])]
    open_rows = [row for row in rows if row.get("days_left") is not None]
    yield from sorted(open_rows, key=lambda row: row["days_left"] or 0)
    closed = [row for row in rows if row.get("days_left") is None]
    yield from sorted(closed, key=lambda row: str(row.get("date") or ""), reverse=True)
