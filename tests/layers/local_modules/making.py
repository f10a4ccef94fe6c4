"""A local module in one line; a page unless it is told otherwise."""

from layers.local_modules.models import LocalModule


def local_module(region, organisation, title="本地特产", *, rows=(), **given):
    values = {"kind": "page", "icon": "shop", "body": "一段介绍。", **given}
    made = LocalModule.objects.create(region=region, organisation=organisation, title=title, **values)
    for number, row in enumerate(rows, start=1):
        made.rows.create(sort_key=number, **row)
    return made
