"""What is called exactly so: a name, an alias, a former name or a 文号, in any spelling that search knows."""

from collections.abc import Collection

from django.db.models import Q

from layers.search.models import SearchEntry
from layers.search.normalise import spellings


def called_exactly(text: str, kinds: Collection[str], limit: int) -> list[SearchEntry]:
    """Of these kinds, what matters more first; [] for a text of punctuation alone."""
    wanted = Q(pk__in=[])
    for spelling in spellings(text):
        wanted |= Q(grams__contains=[f"={spelling}"])
    return list(
        SearchEntry.objects.filter(wanted, kind__in=kinds).order_by("-weight", "region_path", "key")[:limit]
    )
