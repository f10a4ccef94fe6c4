"""The one way in, by the door of layers.receipts: the form with the same words, however often it is sent, is one."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from layers.audit.acting import RegionPaths
from layers.foi import scans
from layers.foi.events import EventKind
from layers.foi.models import TO_BE_CONFIRMED, Application, Channel, FoiReceipt
from layers.foi.rules import Step
from layers.foi.steps import add
from layers.organisations.models import Organisation
from layers.receipts.door import Door, Issued
from layers.workdays.calendar import load_calendar

DOOR = Door(
    name="foi",
    receipts=FoiReceipt,
    row="application",
    purpose="申请政府信息公开",
    filed="FOI_OF_A_SOURCE",
    guessed="FOI_GUESSES_OF_A_SOURCE",
)
ASKED = (
    "applicant_kind", "name", "identity_kind", "identity_number", "representative", "agent", "phone", "address",
    "postcode", "email", "title", "doc_no", "description", "delivery", "carrier",
)  # fmt: skip


@dataclass(frozen=True)
class Handed:
    """What is handed in, checked: the columns of ``ASKED``, and how it came. ``picture`` as scans.picture_of gives it."""

    organisation: Organisation
    asked: dict[str, str]
    channel: Channel
    on: dt.date
    is_dictated: bool = False
    picture: str = ""
    is_sample: bool = False


def handed_in(cleaned: dict[str, Any], organisation: Organisation, **given: Any) -> Handed:
    """From a checked form."""
    return Handed(organisation, {name: cleaned[name] for name in ASKED}, **given)


def file(request: HttpRequest, handed: Handed, token: str, scope: RegionPaths | None = None) -> Issued:
    """Stores it and gives its receipt. ``scope`` is that of the staff who enter it. Raises TooMany."""
    told = handed.asked | {
        "organisation": handed.organisation.public_id,
        "channel": handed.channel.value,
        "on": handed.on.isoformat(),
    }
    by = None if scope is None else request.user
    region = handed.organisation.region
    return DOOR.file(request, token, told, region, lambda: store(handed, by), scope)


def store(handed: Handed, by: Any) -> Application:
    """Inside ``acting``. What somebody signed for, or brought, is received at once (条例 31)."""
    row = Application.objects.create(
        organisation=handed.organisation, region=handed.organisation.region, channel=handed.channel,
        is_dictated=handed.is_dictated, entered_by=by, is_sample=handed.is_sample, **handed.asked,
    )  # fmt: skip
    events: list[Any] = []
    calendar = load_calendar()
    add(row, events, Step(EventKind.FILED, handed.on, {}), by, calendar)
    if handed.channel not in TO_BE_CONFIRMED:
        add(row, events, Step(EventKind.RECEIVED, handed.on, {}), by, calendar)
    if handed.picture:
        scans.keep(row, handed.picture)
    return row
