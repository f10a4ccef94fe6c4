"""How search finds a place: by its name, aliases and address."""

from layers.places.models import Place
from layers.places.queryset import UNNEEDED
from layers.search.opened import Genre, opened, theme_of
from layers.search.readings import syllable_readings
from layers.search.registry import Findable, Kind, register


def findable(place: Place) -> Findable:
    names = [place.name, *filter(None, place.aliases.split("、"))]
    return Findable(
        key=place.public_id,
        # People ask for the road as often as for the name, but nobody types it in pinyin.
        names=[*names, *filter(None, [place.address])],
        readings=[reading for name in names for reading in syllable_readings(name)],
        url=place.get_absolute_url(),
        region_path=place.region.path,
        region_name=place.region.full_name,
        note=place.category.name,
        opened=opened(place, Genre.PLACE, place.organisation, theme_of("place", place.category.group_id)),
    )


register(
    Kind(
        name="place",
        title="网点",
        queryset=lambda: (
            Place.objects.published()
            .select_related("category", "organisation", "region__manage_parent__manage_parent__manage_parent")
            .defer(*UNNEEDED)
        ),
        findable=findable,
        order=2,
    )
)
