"""政府网站: its organisation's, in the region of which it lies."""

from layers import publication
from layers.changes.aggregate import Noun, register
from layers.changes.nouns.service_item import place
from layers.channels.models import Website
from layers.search import index
from layers.search.registry import KINDS


def show(keys: list[str], is_preview: bool) -> None:
    index.update("website", KINDS["website"].queryset().filter(public_id__in=keys))


def take_back(withdrawals: list[tuple[str, str, str]]) -> None:
    publication.take_back(Website, withdrawals, "网站")
    index.remove("website", [public_id for public_id, *_ in withdrawals])


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
        publish=show,
        withdraw=take_back,
        order=8,
    )
)
