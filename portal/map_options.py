"""What a page hands to js/map.js by json_script."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from tiles.basemap import is_offered


def map_options(*, view: list[float] | None = None, locate: bool = True, label: str = "") -> dict[str, Any]:
    """Options of createMap. ``view`` is the box to show first, [west, south, east, north] in EPSG:4490 degrees;
    without it the city as the base draws it. ``label`` names the map for a screen reader."""
    city = settings.CITY
    base = city["basemap"]
    options: dict[str, Any] = {
        "box": city["area"],
        "view": view,
        "locate": locate,
        "icons": static("icons/icons.svg"),
        "base": {
            "kind": base["kind"],
            "approval_no": base["approval_no"],
            "notice": base["notice"],
            "url": reverse("basemap"),
            "pictures": pictures(),
        },
    }
    if label:
        options["label"] = label
    return options


def pictures() -> list[str]:
    """Addresses of the squares of 天地图, ground and names, where the city offers it; they come through this site."""
    if not is_offered():
        return []
    sets = ("vec", "cva")
    return [reverse("base-tile", args=(name, "0", "0", "0")).replace("0/0/0", "{z}/{x}/{y}") for name in sets]
