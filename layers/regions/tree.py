"""Paths and sorting keys of the tree of management, and keeping them right when a unit changes its manager.

A path is the primary keys from the city down, "1/2/7/", so that everything below a unit is one prefix.
"""

from collections.abc import Iterable

from django.db import transaction

from geo.errors import BadInput
from layers.regions.models import Level, Region


def path_under(parent: Region | None, region: Region) -> str:
    """``region`` must be saved: the path ends in its key."""
    return f"{parent.path if parent else ''}{region.pk}/"


def sort_key_under(parent: Region | None, region: Region, county_rank: int = 99) -> str:
    """Counties in the order of the city's file, then by code: "05.990121104000.990121104201"."""
    if parent is None:
        return "00"
    if region.level == Level.COUNTY:
        return f"{county_rank:02d}"
    return f"{parent.sort_key}.{region.code}"


@transaction.atomic
def set_parent(region: Region, parent: Region) -> None:
    """Give ``region`` with all it manages to another manager. The caller raises the layer versions of both.

    Raises BadInput when the parent is not of the level above (which also rules out a circle).
    """
    if parent.level != region.level - 1:
        raise BadInput("manage_parent", f"{parent.name}不是{region.name}的上一级")
    region.manage_parent = parent
    region.save(update_fields=["manage_parent"])
    # Read anew: the caller's parent may have been loaded before its own path changed.
    rebuild(Region.objects.filter(pk=region.pk).select_related("manage_parent"))
    region.refresh_from_db(fields=["path", "sort_key"])


def rebuild(roots: Iterable[Region]) -> int:
    """Compute path and sort_key anew for the units and everything that they manage; the number changed."""
    changed = 0
    waiting = list(roots)
    while waiting:
        _fill(waiting)
        # Written level by level, because a child reads the path of its parent.
        Region.objects.bulk_update(waiting, ["path", "sort_key"], batch_size=1000)
        changed += len(waiting)
        waiting = list(Region.objects.filter(manage_parent__in=waiting).select_related("manage_parent"))
    return changed


def counties_of(paths: Iterable[str]) -> set[str]:
    """The 12-digit codes of the counties that manage the units with these paths; the city itself has none."""
    second = {keys[1] for path in paths if len(keys := path.split("/")) > 2}
    return set(Region.objects.counties().filter(pk__in=second).values_list("code", flat=True))


def _fill(regions: list[Region]) -> None:
    for region in regions:
        parent = region.manage_parent
        region.path = path_under(parent, region)
        rank = int(region.sort_key[:2]) if region.level == Level.COUNTY and region.sort_key else 99
        region.sort_key = sort_key_under(parent, region, rank)
