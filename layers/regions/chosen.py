"""The village that this browser keeps as "my village": a cookie with its 12 digits, nothing about a person.

A device that stands in a 专区 has an area of its own, a unit of any level, which holds where nobody has chosen a village:
a kiosk starts from where it stands, and comes back there when a visitor's choice is forgotten.
"""

import re

from django.http import HttpRequest

from layers.regions.models import Region

COOKIE = "village"
AREA_COOKIE = "area"
CODE = re.compile(r"[0-9]{12}", re.ASCII)


def chosen_code(request: HttpRequest) -> str | None:
    """The 12 digits, or None. Whether the unit exists, and is a village, is for the reader's query."""
    for cookie in (COOKIE, AREA_COOKIE):
        code = request.COOKIES.get(cookie, "")
        if CODE.fullmatch(code):
            return code
    return None


def chosen_path(request: HttpRequest) -> str:
    """The path of the chosen village or of the device's area, "" without one: what is near to it comes first."""
    code = chosen_code(request)
    path = Region.objects.filter(code=code).values_list("path", flat=True).first() if code else None
    return path or ""
