"""The tile of the front page: how many places there are in the visitor's town, or in all."""

from layers.places.models import Place
from layers.regions.models import Region
from portal.module import HomePart


def home_part(village_code: str | None) -> HomePart:
    places = Place.objects.published()
    path = (
        Region.objects.filter(code=village_code).values_list("manage_parent__path", flat=True).first()
        if village_code
        else None
    )
    if path and (in_town := places.in_region(path).count()):
        return {"figure": f"本镇 {in_town} 处"}
    count = places.count()
    return {"figure": f"{count} 处"} if count else {}
