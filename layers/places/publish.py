"""Publishing and withdrawing a place: the row, what search finds, then the layer's version, in this order."""

from django.db import transaction
from django.utils import timezone

from geo.errors import BadInput
from layers import versions
from layers.places.models import Place
from layers.public_geometry import public_point
from layers.search import index

LAYER = "places"


def publish(place: Place) -> None:
    """Save ``place`` as public, new or changed; its public location follows from the exact one."""
    with transaction.atomic():
        before = Place.objects.filter(pk=place.pk).select_related("region").first()
        place.public_location = public_point(LAYER, place.location)
        place.withdrawn_at, place.withdrawal_reason, place.successor = None, "", None
        place.save()
        index.update("place", [place])
        # A place that moved across a border changes the tiles of both counties.
        versions.bump(LAYER, counties([place, before] if before else [place]))


def withdraw(place: Place, reason: str, successor: Place | None = None) -> None:
    """Take ``place`` off the map; its address answers 410 with the reason and the successor.

    Raises BadInput("reason", …) when no reason is given, BadInput("successor", …) for itself as successor.
    """
    if not reason.strip():
        raise BadInput("reason", "撤回必须写明原因")
    if successor is not None and successor.pk == place.pk:
        raise BadInput("successor", "网点不能由它自己替代")
    with transaction.atomic():
        place.withdrawn_at = timezone.now()
        place.withdrawal_reason = reason.strip()
        place.successor = successor
        place.save(update_fields=["withdrawn_at", "withdrawal_reason", "successor"])
        index.remove("place", [place.public_id])
        versions.bump(LAYER, counties([place]))


def counties(places: list[Place]) -> set[str]:
    """The 12-digit codes of the counties in which these places lie; a place of the whole city has none."""
    return {county.code for place in places if (county := place.region.county)}
