"""What is not on the internet: which documents of a case those concerned see on the spot, and where.

政府信息公开条例 25: there is a place to look things up, with its equipment. The page names kinds, never titles: a title may
hold the name of a household.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from layers.land.catalogue import Audience
from layers.land.models import CaseDocument, CaseVillage
from layers.land.procedure import DocumentKind
from layers.places.models import Place
from layers.places.opening import Opening, opening_at
from layers.regions.models import Region
from layers.workdays.calendar import WorkCalendar

# The group of the places where the government meets the public, as shipped.
GOVERNMENT = "government"
MOST_COUNTERS = 4


@dataclass(frozen=True)
class Counter:
    """Somewhere to ask for it, with its hours and telephone where they are known."""

    place: Place
    opening: Opening
    phone: str


@dataclass(frozen=True)
class OnSite:
    kinds: list[tuple[DocumentKind, str]]
    boards: list[Region]
    counters: list[Counter]


def on_site(
    documents: Sequence[CaseDocument], villages: list[CaseVillage], calendar: WorkCalendar
) -> OnSite | None:
    """None where everything is public; three queries else."""
    if not documents:
        return None
    kinds = {(row.kind_id, row.audience): (row.kind, str(Audience(row.audience).label)) for row in documents}
    return OnSite(list(kinds.values()), [row.village for row in villages], counters(villages, calendar))


def counters(villages: list[CaseVillage], calendar: WorkCalendar) -> list[Counter]:
    """Of the towns and counties of the villages, the nearest level first."""
    above: dict[int, int] = {}
    for row in villages:
        above |= {unit.pk: -unit.level for unit in (row.village.town, row.village.county) if unit}
    places = (
        Place.objects.published()
        .in_group(GOVERNMENT)
        .filter(region__in=above)
        .order_by("-region__level", "category__sort_key", "name")
        .prefetch_related("opening_hours", "phones")
        .only("public_id", "name", "address", "region")[:MOST_COUNTERS]
    )
    moment = timezone.now()
    return [
        Counter(
            place,
            opening_at(list(place.opening_hours.all()), moment, calendar),
            next((phone.number for phone in place.phones.all()), ""),
        )
        for place in places
    ]
