"""An item in one line."""

from layers.services.models import ServiceItem


def item(organisation, name="养老保险参保", **given):
    values = {"kind": "public_service", "handler": "综合窗口", **given}
    return ServiceItem.objects.create(organisation=organisation, name=name, **values)
