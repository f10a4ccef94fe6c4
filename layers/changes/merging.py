"""并入: a category goes, its places move to another; one change set, so that one undo brings both back."""

from typing import Any

from geo.errors import BadInput
from layers.changes.aggregate import noun_of
from layers.changes.drafting import Proposal, draft_rows
from layers.changes.models import ChangeSet
from layers.changes.reading import snapshots
from layers.places.models import Category, Place


def merge_category(source: str, target: str, user: Any, reason: str = "") -> ChangeSet:
    """A draft that moves every place of ``source`` to ``target`` and takes ``source`` away. Raises BadInput, NotSeen."""
    names = dict(Category.objects.filter(code__in=[source, target]).values_list("code", "name"))
    if len(names) != 2:
        raise BadInput("target", "请选择另一个现有的类目")
    keys = Place.objects.filter(category=source, withdrawn_at__isnull=True).values_list(
        "public_id", flat=True
    )
    places = snapshots(noun_of("place"), keys)
    moved = [
        Proposal(key=key, noun="place", after={**place, "category": target}, is_exact=True)
        for key, place in places.items()
    ]
    gone = Proposal(key=source, reason=reason or f"并入“{names[target]}”", successor=target)
    return draft_rows("category", user, [gone, *moved])
