"""The one way in, by the door of layers.receipts; the way back with number and code; and what the asker says of it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.consultations.models import (
    TIES,
    EventKind,
    Question,
    QuestionEvent,
    QuestionKind,
    QuestionReceipt,
    State,
)
from layers.organisations.models import Organisation
from layers.personal.reading import read
from layers.receipts.door import Door, Issued, OnlyThere
from layers.receipts.ticket import Ticket
from layers.receipts.words import CONTROL, WordsForm, line
from layers.workdays.calendar import Deadline, load_calendar

LONGEST_TEXT = 1_000
LONGEST_RATING = 200
RATINGS = ((5, "很满意"), (4, "满意"), (3, "一般"), (2, "不满意"), (1, "很不满意"))
RATING = Ticket("question rating")
DOOR = Door(
    name="question",
    receipts=QuestionReceipt,
    row="question",
    purpose="办事咨询",
    filed="QUESTIONS_OF_A_SOURCE",
    guessed="QUESTION_GUESSES_OF_A_SOURCE",
)


class QuestionForm(WordsForm):
    """``offices``: public id and name of those that may be asked, where the thing does not say whose it is."""

    words = ("text", "phone")
    texts = ("text",)

    office = forms.ChoiceField(label="问哪个单位", error_messages={"required": "请选问哪个单位"})
    text = forms.CharField(
        label="您想问什么", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "请写想问什么"}, help_text="最多 1000 字。不要写身份证号、银行卡号。",
    )  # fmt: skip
    phone = line(
        "联系电话", 30, required=False, autocomplete="tel", help_text="说不清时我们好问您，只给办理的人看。"
    )
    may_be_selected = forms.BooleanField(
        label="同意把这个问题和答复改写以后公开，让问同样事情的人看到",
        required=False,
        help_text="公开的不写您是谁。不同意也一样答复。",
    )

    def __init__(self, given: Any = None, *, offices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(given, **options)
        field = self.fields["office"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *offices]
        if not offices:
            del self.fields["office"]


def file(
    request: HttpRequest,
    organisation: Organisation,
    about: dict[str, Any],
    cleaned: dict[str, Any],
    token: str,
    *,
    is_from_kiosk: bool,
) -> Issued:
    """``about``: one of TIES and its row, or nothing; ``cleaned``: a checked form. Raises TooMany, BadInput."""
    kind = QuestionKind.objects.first()
    if kind is None:
        raise BadInput(None, "本站还没有设好咨询的种类，暂时不能提交，请拨打 12345")
    told = {key: str(cleaned[key]) for key in ("text", "phone", "may_be_selected")}
    told |= {"office": organisation.public_id, **{name: row.public_id for name, row in about.items()}}
    columns: dict[str, Any] = {
        "organisation": organisation, "region": organisation.region, "kind": kind, "is_from_kiosk": is_from_kiosk,
        "text": cleaned["text"], "phone": cleaned["phone"], "may_be_selected": cleaned["may_be_selected"],
        "answer": "", "rating_words": "", **about,
    }  # fmt: skip
    return DOOR.file(request, token, told, organisation.region, lambda: Question.objects.create(**columns))


@dataclass(frozen=True)
class Told:
    """What the person is shown; their own words are not among it, the receipt may lie about. ``offices``: the way it went
    from one to another."""

    number: str
    thing: Any
    organisation: Organisation
    received_on: dt.datetime
    state: str
    offices: list[tuple[dt.datetime, str]]
    answer: str
    answered_at: dt.datetime | None
    due: Deadline
    # Whoever reads the answer with number and code may rate it once, for an hour; "" when there is nothing to rate.
    ticket: str
    ratings: tuple[tuple[int, str], ...] = RATINGS


def ask(request: HttpRequest, number: str, code: str) -> Told:
    """Raises BadInput for a wrong pair, TooManyGuesses after five wrong ones within an hour."""
    with DOOR.opened(request, number, code) as receipt:
        row = Question.objects.select_related("organisation", "region", "kind", *TIES).get(
            number=receipt.number
        )
        (answer,) = read(row, "answer") if row.state == State.ANSWERED else ("",)
        went = row.events.filter(kind__in=(EventKind.TRANSFERRED, EventKind.RETURNED)).order_by("sequence")
        offices = [(event.at, event.detail["to"]) for event in went]
    due = load_calendar().deadline(timezone.localdate(row.created_at), row.kind.working_days)
    may_rate = row.state == State.ANSWERED and row.rating is None
    return Told(
        number=row.number, thing=row.thing, organisation=row.organisation, received_on=row.created_at,
        state=row.get_state_display(), offices=offices, answer=answer, answered_at=row.answered_at, due=due,
        ticket=RATING.of(row) if may_rate else "",
    )  # fmt: skip


def rate(request: HttpRequest, ticket: str, rating: str, words: str) -> None:
    """Once, from 1 to 5, after the answer, by the ticket that came with it. Raises BadInput."""
    number, path = RATING.opened(ticket)
    if rating not in ("1", "2", "3", "4", "5"):
        raise BadInput("rating", "请选 1 至 5 分")
    said = words.strip().replace("\r\n", "\n")
    if len(said) > LONGEST_RATING or CONTROL.search(said):
        raise BadInput("words", f"评价的话最多 {LONGEST_RATING} 字，不能有控制字符")
    scope = OnlyThere(path)
    with acting_in(request, scope=scope, purpose="评价咨询答复"), transaction.atomic():
        row = Question.objects.select_for_update(of=("self",)).get(number=number)
        if row.state != State.ANSWERED:
            raise BadInput("rating", "还没有答复，答复以后才能评价")
        if row.rating is not None:
            raise BadInput("rating", "已经评价过了，谢谢您")
        row.rating, row.rating_words = int(rating), said
        row.save(update_fields=["rating", "rating_words"])
        add(row, EventKind.RATED, None, {"rating": row.rating})


def add(row: Question, kind: EventKind, by: Any, detail: dict[str, Any], text: str = "") -> None:
    """The next line of what happened to it. Inside ``acting``, the row locked."""
    sequence = row.events.count() + 1
    QuestionEvent(question=row, sequence=sequence, kind=kind, by=by, detail=detail, text=text).save()
