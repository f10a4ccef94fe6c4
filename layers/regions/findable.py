"""How search finds a region: by its names, former names and aliases, and by its own readings."""

from layers.regions.models import Region
from layers.search.readings import syllable_readings
from layers.search.registry import Findable, Kind, register


def findable(region: Region) -> Findable:
    others = list(region.other_names.all())
    parent = region.manage_parent
    former = "、".join(other.name for other in others if other.kind == "former")
    return Findable(
        key=region.code,
        names=[region.name, region.short_name or region.name, *(other.name for other in others)],
        url=region.get_absolute_url(),
        region_path=region.path,
        region_name=parent.full_name if parent else "",
        note=f"曾用名:{former}" if former else "",
        # A county before a town before a village of the same name.
        weight=10 - region.level,
        readings=readings(region, [other.name for other in others]),
    )


def readings(region: Region, other_names: list[str]) -> list[list[str]]:
    """The stored readings (an override beats the rest), and the library's for other names."""
    stored = list(region.readings.all())
    chosen = [reading for reading in stored if reading.is_override] or stored
    own = [reading.syllables.split() for reading in chosen] or syllable_readings(region.name)
    return own + [reading for name in other_names for reading in syllable_readings(name)]


register(
    Kind(
        name="region",
        title="区划",
        queryset=lambda: (
            Region.objects.published().with_parents().prefetch_related("other_names", "readings")
        ),
        findable=findable,
        order=1,
        key="code",
    )
)
