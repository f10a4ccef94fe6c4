"""The one way in, by the door of layers.receipts, and the way back with number and code."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from layers.land.models import Case
from layers.organisations.models import Organisation
from layers.personal.reading import read
from layers.places.models import Place
from layers.receipts.door import Door, Issued
from layers.receipts.words import WordsForm, line
from layers.regions.models import Region
from layers.reports.models import Fault, Report, ReportReceipt, State
from layers.services.models import ServiceItem

LONGEST_TEXT = 200
DOOR = Door(
    name="report",
    receipts=ReportReceipt,
    row="report",
    purpose="报错",
    filed="REPORTS_OF_A_SOURCE",
    guessed="REPORT_GUESSES_OF_A_SOURCE",
)


@dataclass(frozen=True)
class Thing:
    """What may be reported: its model, what it is called, and how one comes to its region and organisation."""

    model: type[Model]
    title: str
    region: str
    faults: tuple[Fault, ...]

    def rows(self) -> QuerySet[Any]:
        """With region and organisation, without the areas of the region, which weigh megabytes."""
        areas = (f"{self.region}__{area}" for area in ("area", "public_area", "label_point"))
        rows: QuerySet[Any] = self.model._default_manager.select_related(
            self.region, "organisation", "successor"
        )
        return rows.defer(*areas)

    def region_of(self, row: Any) -> Region:
        for step in self.region.split("__"):
            row = getattr(row, step)
        assert isinstance(row, Region)
        return row


# A case has no hours; where an item is done has a position of its own, which is a place.
THINGS = {
    "place": Thing(Place, "网点", "region", tuple(Fault)),
    "item": Thing(ServiceItem, "办事事项", "organisation__region", (Fault.PHONE, Fault.HOURS, Fault.OTHER)),
    "case": Thing(Case, "征地案件", "county", (Fault.POSITION, Fault.PHONE, Fault.OTHER)),
}


class ReportForm(WordsForm):
    words = ("text", "phone")
    texts = ("text",)

    fault = forms.ChoiceField(
        label="什么不对", widget=forms.RadioSelect, error_messages={"required": "请选什么不对"}
    )
    text = forms.CharField(
        label="怎么不对",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="最多 200 字。不要写身份证号、银行卡号。",
    )
    phone = line(
        "您的电话", 30, required=False, autocomplete="tel", help_text="说不清时我们好问您，只给核实的人看。"
    )

    def __init__(self, given: Any = None, *, thing: Thing, **options: Any) -> None:
        super().__init__(given, **options)
        field = self.fields["fault"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(fault.value, fault.label) for fault in thing.faults]


def file(
    request: HttpRequest, name: str, row: Any, cleaned: dict[str, Any], token: str, *, is_from_kiosk: bool
) -> Issued:
    """``name`` is a key of THINGS, ``row`` one of its, ``cleaned`` a checked form. Raises TooMany."""
    region = THINGS[name].region_of(row)
    told = {key: str(cleaned[key]) for key in ("fault", "text", "phone")} | {name: row.public_id}
    columns: dict[str, Any] = {
        name: row, "region": region, "organisation": row.organisation, "is_from_kiosk": is_from_kiosk, "answer": "",
        "fault": cleaned["fault"], "text": cleaned["text"], "phone": cleaned["phone"],
    }  # fmt: skip
    return DOOR.file(request, token, told, region, lambda: Report.objects.create(**columns))


@dataclass(frozen=True)
class Told:
    """What the person is shown; their own words are not among it, the receipt may lie about."""

    number: str
    fault: str
    thing: str
    address: str
    organisation: Organisation | None
    received_on: dt.datetime
    state: str
    answer: str
    answered_at: dt.datetime | None


def ask(request: HttpRequest, number: str, code: str) -> Told:
    """Raises BadInput for a wrong pair, TooManyGuesses after five wrong ones within an hour."""
    with DOOR.opened(request, number, code) as receipt:
        row = Report.objects.select_related("place", "item", "case", "organisation").get(
            number=receipt.number
        )
        (answer,) = read(row, "answer") if row.state != State.WAITING else ("",)
    thing = row.thing
    return Told(
        number=row.number,
        fault=row.get_fault_display(),
        thing=str(thing),
        address=thing.get_absolute_url() if thing.withdrawn_at is None else "",
        organisation=row.organisation,
        received_on=row.created_at,
        state=row.get_state_display(),
        answer=answer,
        answered_at=row.answered_at,
    )
