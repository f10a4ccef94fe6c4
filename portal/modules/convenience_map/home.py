"""The tile of the front page: how many places there are in the visitor's town, or in all."""

from layers.places.models import Place
from portal.module import HomePart
from portal.skins import Village


def home_part(village: Village | None) -> HomePart:
    everywhere = (Place.objects.published(), "{} 处")
    if village is None:
        return {"counted": [everywhere]}
    return {"counted": [(Place.objects.published().in_region(village.town_path), "本镇 {} 处"), everywhere]}
