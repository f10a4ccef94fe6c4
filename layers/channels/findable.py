"""How search finds accounts and sites: by their name, their number on the platform, and who runs them."""

from typing import Any

from django.db.models import QuerySet

from layers.channels.models import OfficialAccount, Website
from layers.search.registry import Findable, Kind, register

# The areas of a county weigh megabytes; names do not need them.
PARENTS = [f"organisation__region{'__manage_parent' * up}" for up in range(3)]


def with_organisation(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("organisation__region__manage_parent__manage_parent").defer(
        *(f"{parent}__{area}" for parent in PARENTS for area in ("area", "public_area", "label_point"))
    )


def account(found: OfficialAccount) -> Findable:
    return Findable(
        key=found.public_id,
        names=[found.name, *filter(None, [found.handle])],
        url=found.get_absolute_url(),
        region_path=found.organisation.region.path,
        region_name=found.organisation.region.full_name,
        note=f"{found.get_platform_display()} · {found.organisation.name}",
    )


def website(found: Website) -> Findable:
    return Findable(
        key=found.public_id,
        names=[found.name],
        url=found.get_absolute_url(),
        region_path=found.organisation.region.path,
        region_name=found.organisation.region.full_name,
        note=f"{found.get_kind_display()} · {found.organisation.name}",
    )


register(
    Kind(
        name="account",
        title="政务新媒体",
        queryset=lambda: with_organisation(OfficialAccount.objects.published()),
        findable=account,
        order=7,
    )
)
register(
    Kind(
        name="website",
        title="政府网站",
        queryset=lambda: with_organisation(Website.objects.published()),
        findable=website,
        order=8,
    )
)
