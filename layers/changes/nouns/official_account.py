"""政务新媒体账号: its organisation's, in the region of which it lies."""

from layers.changes.aggregate import Noun, register
from layers.changes.found import indexed, taken_back
from layers.changes.nouns.service_item import place
from layers.channels.models import OfficialAccount

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
        publish=indexed("account"),
        withdraw=taken_back(OfficialAccount, "账号", kind="account"),
        order=7,
    )
)
