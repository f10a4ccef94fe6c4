"""政府网站: its organisation's, in the region of which it lies."""

from layers.changes.aggregate import Noun, register
from layers.changes.found import indexed, taken_back
from layers.changes.nouns.service_item import place
from layers.channels.models import Website

register(
    Noun(
        name="website",
        title="政府网站",
        model=Website,
        fields=(
            "name",
            "kind",
            "organisation",
            "address",
            "site_code",
            "summary",
            "framing",
            "is_working",
            "checked_on",
        ),
        place=place,
        # What was seen today by somebody who looked need not wait for a review.
        direct=frozenset({"framing", "is_working", "checked_on"}),
        publish=indexed("website"),
        withdraw=taken_back(Website, "网站", kind="website"),
        order=8,
    )
)
