"""How search finds a service item: by its name and by what people call it."""

from layers.organisations.located import with_organisation
from layers.search.opened import Genre, opened, theme_of
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
        opened=opened(item, Genre.GUIDE, item.organisation, theme_of("item", item.theme_id)),
    )


register(
    Kind(
        name="item",
        title="办事事项",
        queryset=lambda: with_organisation(ServiceItem.objects.published()),
        findable=findable,
        order=4,
    )
)
