"""The village that this browser keeps as "my village": a cookie with its 12 digits, nothing about a person."""

import re

from django.http import HttpRequest

from layers.regions.models import Region

COOKIE = "village"
CODE = re.compile(r"[0-9]{12}", re.ASCII)


def chosen_code(request: HttpRequest) -> str | None:
    """The 12 digits, or None. Whether the village exists is for the reader's query."""
    code = request.COOKIES.get(COOKIE, "")
    return code if CODE.fullmatch(code) else None


def chosen_path(request: HttpRequest) -> str:
    """The path of the chosen village, "" without one: what is near to it comes first."""
    code = chosen_code(request)
    path = Region.objects.filter(code=code).values_list("path", flat=True).first() if code else None
    return path or ""
