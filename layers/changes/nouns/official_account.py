"""政务新媒体账号: its organisation's, in the region of which it lies."""

from layers import publication
from layers.changes.aggregate import Noun, register
from layers.changes.nouns.service_item import place
from layers.channels.models import OfficialAccount
from layers.search import index
from layers.search.registry import KINDS


def show(keys: list[str], is_preview: bool) -> None:
    index.update("account", KINDS["account"].queryset().filter(public_id__in=keys))


def take_back(withdrawals: list[tuple[str, str, str]]) -> None:
    publication.take_back(OfficialAccount, withdrawals, "账号")
    index.remove("account", [public_id for public_id, *_ in withdrawals])


register(
    Noun(
        name="official_account",
        title="政务新媒体账号",
        model=OfficialAccount,
        fields=(
            "name",
            "platform",
            "organisation",
            "handle",
            "registration_no",
            "address",
            "summary",
            "last_post_on",
            "verified_on",
        ),
        place=place,
        # What was seen today by somebody who looked need not wait for a review.
        direct=frozenset({"last_post_on", "verified_on"}),
        publish=show,
        withdraw=take_back,
        order=7,
    )
)
