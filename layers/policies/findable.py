"""How search finds a policy: by its title, its number in any brackets, and every word of it."""

from collections.abc import Iterable

from django.utils import timezone

from layers.organisations.located import with_organisation
from layers.policies.models import Policy
from layers.rich_text import plain
from layers.search.opened import Genre, opened, theme_of
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
        opened=opened(
            policy,
            Genre.READING if policy.interprets_id else Genre.POLICY,
            policy.organisation,
            theme_of("policy", next((one.policy_class_id for one in policy.classes.all()), None)),
            policy.issued_on,
        ),
    )


def validity(keys: Iterable[str]) -> dict[str, str]:
    """What holds today of originals; a 解读 has no validity of its own."""
    today = timezone.localdate()
    originals = Policy.objects.filter(public_id__in=keys, interprets=None).defer("body")
    return {policy.public_id: policy.standing(today).word for policy in originals}


register(
    Kind(
        name="policy",
        title="政策",
        queryset=lambda: with_organisation(Policy.objects.published()).prefetch_related("classes"),
        findable=findable,
        order=5,
        validity=validity,
    )
)
