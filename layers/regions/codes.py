"""From a 12-digit code to the unit that carries it today: /v/<code> on an old notice board still leads somewhere."""

from django.db.models import Q

from layers.regions.models import Region, RegionCode


def find(code: str) -> Region | list[Region] | None:
    """The unit in force for a code: itself, the one successor of a former unit, several to choose from, or None.

    So a former code is one whose answer has another code. The same code may have come back for another unit:
    the one in force answers. A unit that ended without successor is as unknown as one that never was.
    """
    current = Region.objects.published().with_parents().filter(code=code).first()
    if current is not None:
        return current
    successors = {unit.pk: unit for carrier in carriers(code) for unit in in_force(carrier)}
    ordered = sorted(successors.values(), key=lambda unit: (unit.sort_key, unit.code))
    return (ordered[0] if len(ordered) == 1 else ordered) or None


def carriers(code: str) -> list[Region]:
    """Every unit that has or had this code; their names head the page where one chooses a successor."""
    had = RegionCode.objects.filter(code=code).values("region")
    return list(Region.objects.filter(Q(code=code) | Q(pk__in=had)).order_by("-valid_from", "pk"))


def in_force(region: Region) -> list[Region]:
    """``region`` itself while it is in force, else the units that took its place, however many steps away."""
    if Region.objects.published().filter(pk=region.pk).exists():
        return [region]
    seen, waiting, found = {region.pk}, {region.pk}, set[int]()
    while waiting:
        after = Region.objects.filter(origins__predecessor__in=waiting).exclude(pk__in=seen)
        following = set(after.values_list("pk", flat=True))
        alive = set(after.published().values_list("pk", flat=True))
        seen |= following
        found |= alive
        waiting = following - alive
    return list(Region.objects.with_parents().filter(pk__in=found).order_by("sort_key", "code"))
