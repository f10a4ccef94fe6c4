"""How search finds a place: by its name and aliases."""

from layers.places.models import Place
from layers.search.registry import Findable, Kind, register


def findable(place: Place) -> Findable:
    return Findable(
        key=place.public_id,
        names=[place.name, *filter(None, place.aliases.split("、"))],
        url=place.get_absolute_url(),
        region_path=place.region.path,
        region_name=place.region.full_name,
        note=place.category.name,
    )


register(
    Kind(
        name="place",
        title="网点",
        queryset=lambda: Place.objects.published().select_related(
            "category", "region__manage_parent__manage_parent__manage_parent"
        ),
        findable=findable,
        order=2,
    )
)
