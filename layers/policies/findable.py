"""How search finds a policy: by its title, its number in any brackets, and every word of it."""

from layers.organisations.located import with_organisation
from layers.policies.models import Policy
from layers.rich_text import plain
from layers.search.registry import Findable, Kind, register


def findable(policy: Policy) -> Findable:
    return Findable(
        key=policy.public_id,
        names=[policy.title, *filter(None, [policy.doc_no])],
        url=policy.get_absolute_url(),
        region_path=policy.organisation.region.path,
        region_name=policy.organisation.region.full_name,
        note=f"{'解读 · ' if policy.interprets_id else ''}{policy.organisation.name}",
        body=f"{policy.summary} {plain(policy.body)}",
    )


register(
    Kind(
        name="policy",
        title="政策",
        queryset=lambda: with_organisation(Policy.objects.published()),
        findable=findable,
        order=5,
    )
)
