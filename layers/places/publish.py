"""Publishing and withdrawing places, one or many: the rows, what finds them, then the layer's version, in this order."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from geo.errors import BadInput
from layers import versions
from layers.places import facets
from layers.places.models import Place
from layers.public_geometry import public_point
from layers.regions.tree import counties_of
from layers.search import index
from layers.search.registry import KINDS

LAYER = "places"


def publish(place: Place) -> None:
    """Save ``place`` as public, new or changed; its public location follows from the exact one."""
    with transaction.atomic():
        before = counties([place.public_id])
        prepare([place])
        place.save()
        index.update("place", [place])
        facets.update([place.public_id])
        # A place that moved across a border changes the tiles of both counties.
        versions.bump(LAYER, before | counties([place.public_id]))


def withdraw(place: Place, reason: str, successor: Place | None = None) -> None:
    """Take ``place`` off the map; its address answers 410 with the reason and the successor.

    Raises BadInput("reason", …) when no reason is given, BadInput("successor", …) for itself as successor.
    """
    with transaction.atomic():
        take_back([(place.public_id, reason, successor.public_id if successor else "")])
        place.refresh_from_db(fields=["withdrawn_at", "withdrawal_reason", "successor"])
        versions.bump(LAYER, counties([place.public_id]))


def prepare(places: list[Place]) -> None:
    """The columns of unsaved places that follow from others, and that they are public again."""
    for place in places:
        place.public_location = public_point(LAYER, place.location)
        place.withdrawn_at, place.withdrawal_reason, place.successor = None, "", None


def show(public_ids: Iterable[str]) -> None:
    """Lets search, and who asks for the nearest, find what was saved with all its children."""
    keys = frozenset(public_ids)
    index.update("place", KINDS["place"].queryset().filter(public_id__among=keys))
    facets.update(keys)


def take_back(withdrawals: list[tuple[str, str, str]]) -> None:
    """Withdraws places, each by public id, reason and the public id of its successor or "". No version is raised.

    Raises BadInput as ``withdraw`` does.
    """
    for public_id, reason, successor in withdrawals:
        if not reason.strip():
            raise BadInput("reason", "撤回必须写明原因")
        if successor == public_id:
            raise BadInput("successor", "网点不能由它自己替代")
    keys = dict(
        Place.objects.filter(
            public_id__in={successor for *_, successor in withdrawals if successor}
        ).values_list("public_id", "pk")
    )
    said = {public_id: (reason.strip(), successor) for public_id, reason, successor in withdrawals}
    gone = list(Place.objects.filter(public_id__in=said).only("pk", "public_id"))
    for place in gone:
        reason, successor = said[place.public_id]
        if successor and successor not in keys:
            raise BadInput("successor", "没有这个替代的网点")
        place.withdrawn_at, place.withdrawal_reason = timezone.now(), reason
        place.successor_id = keys.get(successor)
    Place.objects.bulk_update(gone, ["withdrawn_at", "withdrawal_reason", "successor"], batch_size=1_000)
    index.remove("place", said)
    facets.remove(said)


def counties(public_ids: Iterable[str]) -> set[str]:
    """The 12-digit codes of the counties in which these places lie; a place of the whole city has none."""
    places = Place.objects.filter(public_id__among=frozenset(public_ids))
    return counties_of(places.values_list("region__path", flat=True).distinct())
