"""How search finds a policy: by its title, its number in any brackets, and every word of it."""

from layers.policies.models import Policy
from layers.rich_text import plain
from layers.search.registry import Findable, Kind, register

# The areas of a county weigh megabytes; names do not need them.
PARENTS = [f"organisation__region{'__manage_parent' * up}" for up in range(3)]


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
        queryset=lambda: (
            Policy.objects.published()
            .select_related("organisation__region__manage_parent__manage_parent")
            .defer(
                *(
                    f"{parent}__{area}"
                    for parent in PARENTS
                    for area in ("area", "public_area", "label_point")
                )
            )
        ),
        findable=findable,
        order=5,
    )
)
