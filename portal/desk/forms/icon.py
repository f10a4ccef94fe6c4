"""An icon of the site's own set, chosen by looking."""

import re
from functools import cache
from pathlib import Path

from django import forms
from django.conf import settings

from portal.desk.forms.fields import ValueField

SET = Path(settings.BASE_DIR) / "portal/static/icons/icons.svg"
# The first of what stands for a place; before it in the file are the signs of the pages.
FIRST = "service-hall"


@cache
def icon_names() -> tuple[str, ...]:
    names = re.findall(r'<symbol id="([a-z-]+)"', SET.read_text(encoding="utf-8"))
    return tuple(names[names.index(FIRST) :])


class Icon(ValueField):
    kind = "icon"

    def input(self) -> forms.Widget:
        names = dict.fromkeys([*icon_names(), *([self.base] if self.base else [])])
        return forms.RadioSelect(choices=[(name, name) for name in names])

    def parsed(self, typed: str) -> str:
        if typed and typed not in icon_names() and typed != self.base:
            raise self.refused("请从图标里选一个")
        return typed
