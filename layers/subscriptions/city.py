"""Subscribers are the city's: people move between villages, and no county reads their numbers."""

from dataclasses import dataclass

from geo.errors import BadInput
from layers.regions.models import Level, Region


@dataclass(frozen=True)
class OfTheCity:
    """The scope of the subscription service itself, for its own rows."""

    region_paths: tuple[str, ...]


def home() -> Region:
    """Where a subscriber is written. Raises BadInput before there are any divisions."""
    city = Region.objects.filter(level=Level.CITY).only("pk", "path").order_by("pk").first()
    if city is None:
        raise BadInput("topic", "还没有区划资料，暂时不能订阅")
    return city


def of_the_city() -> OfTheCity:
    return OfTheCity(tuple(Region.objects.filter(level=Level.CITY).values_list("path", flat=True)))
