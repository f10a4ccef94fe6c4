"""公开工作机构: its organisation's, in the region of which it lies."""

from geo.errors import BadInput
from layers.changes.aggregate import Noun, Snapshot, register
from layers.changes.found import indexed, taken_back
from layers.changes.nouns.service_item import place
from layers.foi.models import OPEN, Application, Mode, Office


def check(key: str, snapshot: Snapshot) -> None:
    if snapshot["mode"] == Mode.LINK and not snapshot["link"]:
        raise BadInput("link", "“到本单位网站申请”的要写申请网址")
    others = Office.objects.published().exclude(public_id=key)
    if snapshot["organisation"] and others.filter(organisation__public_id=snapshot["organisation"]).exists():
        raise BadInput("organisation", "这个单位已经登记了公开工作机构，请改原来的")


def _refuse_with_open(public_id: str) -> None:
    """What was taken in is owed an answer. Counted among what who acts may see."""
    if Application.objects.filter(organisation__foi_offices__public_id=public_id, state__in=OPEN).exists():
        raise BadInput("reason", "还有没办结的申请，请先办结或转送")


register(
    Noun(
        name="foi_office",
        title="公开工作机构",
        model=Office,
        fields=(
            "organisation", "name", "mode", "address", "postcode", "hours", "phone", "fax", "email", "link",
        ),
        place=place,
        check=check,
        publish=indexed("foi_office"),
        withdraw=taken_back(Office, "公开工作机构", kind="foi_office", refuse=_refuse_with_open),
        order=9,
    )
)  # fmt: skip
