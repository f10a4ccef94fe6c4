"""How search finds a service item: by its name and by what people call it."""

from layers.search.registry import Findable, Kind, register
from layers.services.models import ServiceItem

# The areas of a county weigh megabytes; names do not need them.
PARENTS = [f"organisation__region{'__manage_parent' * up}" for up in range(3)]


def findable(item: ServiceItem) -> Findable:
    return Findable(
        key=item.public_id,
        names=[item.name, *filter(None, item.aliases.split("、"))],
        url=item.get_absolute_url(),
        region_path=item.organisation.region.path,
        region_name=item.organisation.region.full_name,
        note=item.organisation.name,
    )


register(
    Kind(
        name="item",
        title="办事事项",
        queryset=lambda: (
            ServiceItem.objects.published()
            .select_related("organisation__region__manage_parent__manage_parent")
            .defer(*(f"{parent}__{area}" for parent in PARENTS for area in ("area", "public_area")))
        ),
        findable=findable,
        order=4,
    )
)
