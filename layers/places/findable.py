"""How search finds a place: by its name, aliases and address."""

from layers.places.models import Place
from layers.places.queryset import UNNEEDED
from layers.search.registry import Findable, Kind, register


def findable(place: Place) -> Findable:
    return Findable(
        key=place.public_id,
        names=[place.name, *filter(None, place.aliases.split("、"))],
        url=place.get_absolute_url(),
        region_path=place.region.path,
        region_name=place.region.full_name,
        note=place.category.name,
        # People ask for the road as often as for the name.
        body=place.address,
    )


register(
    Kind(
        name="place",
        title="网点",
        queryset=lambda: (
            Place.objects.published()
            .select_related("category", "region__manage_parent__manage_parent__manage_parent")
            .defer(*UNNEEDED)
        ),
        findable=findable,
        order=2,
    )
)
