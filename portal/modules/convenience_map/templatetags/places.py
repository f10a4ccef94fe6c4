"""Template filters of the map pages: {% load places %} then {{ number|dial }}."""

import re

from django import template

register = template.Library()

DIALLED = re.compile(r"\+?[0-9][0-9\- ]*")


@register.filter
def dial(number: str) -> str:
    """What stands behind tel: the digits of the first number in ``0100-2123456 转 8001``; "" when there is none."""
    found = DIALLED.search(number)
    return re.sub(r"[^0-9+]", "", found.group()) if found else ""
