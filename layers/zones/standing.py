"""The zone in which a device stands: its name, its colours, and what stands first on its home page."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from geo.errors import BadInput
from layers.public_ids import parse_public_id
from layers.zones.models import HomeModule, Zone


def standing_zone(key: str) -> Zone | None:
    """With ``home_order``, the names of modules. None for what is no zone, or is one no more. One query."""
    try:
        public_id = parse_public_id(key)
    except BadInput:
        return None
    first = HomeModule.objects.filter(zone=OuterRef("pk")).order_by("sort_key", "pk").values("module")
    rows = Zone.objects.published().annotate(home_order=ArraySubquery(first))
    return rows.filter(public_id=public_id).first()
