"""How search finds a local module: by its title and the rows of its list."""

from typing import Any

from django.db.models import QuerySet

from layers.local_modules.models import LocalModule
from layers.organisations.located import with_organisation
from layers.search.opened import Genre, opened, theme_of
from layers.search.registry import Findable, Kind, register


def findable_modules() -> QuerySet[Any]:
    rows = LocalModule.objects.published().exclude(kind=LocalModule.Kind.HIDDEN)
    return (
        with_organisation(rows)
        .select_related("region")
        .defer("region__area", "region__public_area", "region__label_point")
    )


def local_module(found: LocalModule) -> Findable:
    return Findable(
        key=found.public_id,
        names=[found.title],
        url=found.get_absolute_url(),
        region_path=found.region.path,
        region_name=found.region.name,
        note=f"地方特色 · {found.organisation.name}",
        opened=opened(found, Genre.LOCAL, found.organisation, theme_of("local_module")),
    )


register(
    Kind(
        name="local_module",
        title="地方特色",
        queryset=findable_modules,
        findable=local_module,
        order=9,
    )
)
