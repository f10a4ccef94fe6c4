"""The one way in. Who is not logged in acts for this one write in the one village that the objection is from."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from layers.audit.acting import RegionPaths
from layers.land.models import Case
from layers.objections.models import Channel, Objection, Receipt
from layers.receipts.door import Door, Issued
from layers.regions.models import Region

DOOR = Door(
    name="objection",
    receipts=Receipt,
    row="objection",
    purpose="提交征地意见",
    filed="OBJECTIONS_OF_A_SOURCE",
    guessed="OBJECTION_GUESSES_OF_A_SOURCE",
)


@dataclass(frozen=True)
class Letter:
    """What is handed in, checked. ``region`` is the village, or the county of the case."""

    case: Case
    region: Region
    stage_code: str
    kind: str
    name: str
    phone: str
    address: str
    text: str
    channel: str
    received_on: dt.date
    is_late: bool = False
    signatories: int = 1


def letter_of(cleaned: dict[str, Any], case: Case, villages: dict[str, Region], **given: Any) -> Letter:
    """From a checked form."""
    words = {name: cleaned[name] for name in ("kind", "name", "phone", "address", "text")}
    return Letter(case=case, region=villages.get(cleaned["village"], case.county), **words, **given)


def file(request: HttpRequest, letter: Letter, token: str, scope: RegionPaths | None = None) -> Issued:
    """Stores it and gives its receipt; the same form with the same words, however often, is one receipt.

    ``scope`` is that of the staff who enter a letter. Raises TooMany.
    """
    columns = {name: getattr(letter, name) for name in letter.__dataclass_fields__}
    # Of the words too: a form that was changed and handed in again is a second letter, not lost in the first.
    told = {name: str(value) for name, value in columns.items()}
    told |= {"case": letter.case.public_id, "region": letter.region.code}
    by = None if scope is None else request.user

    def make() -> Objection:
        return Objection.objects.create(**columns, entered_by=by, answer="")  # type: ignore[misc]

    return DOOR.file(request, token, told, letter.region, make, scope)


def channel_of(is_kiosk: bool) -> Channel:
    return Channel.KIOSK if is_kiosk else Channel.ONLINE
