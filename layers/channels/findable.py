"""How search finds accounts and sites: by their name, their number on the platform, and who runs them."""

from layers.channels.models import OfficialAccount, Website
from layers.organisations.located import with_organisation
from layers.search.opened import Genre, opened, theme_of
from layers.search.registry import Findable, Kind, register


def account(found: OfficialAccount) -> Findable:
    return Findable(
        key=found.public_id,
        names=[found.name, *filter(None, [found.handle])],
        url=found.get_absolute_url(),
        region_path=found.organisation.region.path,
        region_name=found.organisation.region.full_name,
        note=f"{found.get_platform_display()} · {found.organisation.name}",
        opened=opened(found, Genre.ACCOUNT, found.organisation, theme_of("account")),
    )


def website(found: Website) -> Findable:
    return Findable(
        key=found.public_id,
        names=[found.name],
        url=found.get_absolute_url(),
        region_path=found.organisation.region.path,
        region_name=found.organisation.region.full_name,
        note=f"{found.get_kind_display()} · {found.organisation.name}",
        opened=opened(found, Genre.WEBSITE, found.organisation, theme_of("website")),
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
