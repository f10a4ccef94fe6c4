"""How search finds zones and boards: by their name and where they are."""

from typing import Any

from django.db.models import QuerySet

from layers.search.opened import Genre, opened, theme_of
from layers.search.registry import Findable, Kind, register
from layers.zones.models import PARENTS, UNNEEDED, Board, Zone


def with_region(rows: QuerySet[Any]) -> QuerySet[Any]:
    parents = (*PARENTS, "region__manage_parent__manage_parent__manage_parent")
    return rows.select_related("place", "organisation", *parents).defer(*UNNEEDED)


def zone(found: Zone) -> Findable:
    return Findable(
        key=found.public_id,
        names=[found.name],
        url=found.get_absolute_url(),
        region_path=found.region.path,
        region_name=found.region.full_name,
        note=f"政务公开专区 · 在{found.place.name}" if found.place else "政务公开专区",
        opened=opened(found, Genre.ZONE, found.organisation, theme_of("zone")),
    )


def board(found: Board) -> Findable:
    return Findable(
        key=found.public_id,
        names=[found.name, *filter(None, [found.where])],
        url=found.get_absolute_url(),
        region_path=found.region.path,
        region_name=found.region.full_name,
        note=found.get_kind_display(),
        opened=opened(found, Genre.BOARD, found.organisation, theme_of("board")),
    )


register(
    Kind(
        name="zone",
        title="专区",
        queryset=lambda: with_region(Zone.objects.published()),
        findable=zone,
        order=9,
    )
)
register(
    Kind(
        name="board",
        title="公开栏",
        queryset=lambda: with_region(Board.objects.published()),
        findable=board,
        order=10,
    )
)
