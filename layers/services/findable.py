"""How search finds a service item: by its name and by what people call it."""

from layers.search.registry import Findable, Kind, register
from layers.services.models import ServiceItem


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
        queryset=lambda: ServiceItem.objects.published().select_related(
            "organisation__region__manage_parent__manage_parent"
        ),
        findable=findable,
        order=4,
    )
)
