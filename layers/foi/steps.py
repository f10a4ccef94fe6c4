"""A step is taken: one row of the ledger, and what follows from all of them into the row of the application.

Whoever does it acts (layers.audit.acting) in the region of the application. ``seen`` is how many events the page showed:
of two clerks at once the second is told (Conflict), and nothing of hers is lost on the way.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from geo.errors import BadInput
from layers.changes.errors import Conflict
from layers.foi import answer_files, scans
from layers.foi.clocks import reckon
from layers.foi.events import Event, EventKind
from layers.foi.models import Application, FoiReceipt, IdentityScan, Mode, Office, State
from layers.foi.outcomes import NOT_CORRECTED, WITHDRAWN
from layers.foi.rules import Standing, Step, check
from layers.organisations.models import Organisation
from layers.personal.reading import read
from layers.staff.models import User
from layers.workdays.calendar import WorkCalendar, load_calendar

QUICKER = "别人刚刚办过这一件，请看过最新的情况再办"


def standing_of(row: Application, today: dt.date, calendar: WorkCalendar | None = None) -> Standing:
    """Its events in order, and what the clocks say."""
    calendar = calendar or load_calendar()
    events = sorted(row.events.all(), key=lambda event: event.sequence)
    for event in events:
        event.application = row
    return Standing(row, events, reckon(events, row.channel, calendar), calendar, today)


def mode_of(organisation_id: int) -> str:
    """Whoever has no office of its own (any more) is handled here."""
    office = Office.objects.published().filter(organisation=organisation_id).only("mode").first()
    return office.mode if office is not None else Mode.FULL


@transaction.atomic
def take(number: str, seen: int, step: Step, by: User, pdf: tuple[str, str] | None = None) -> Application:
    """``pdf``: the file of an answer, as answer_files.pdf_of gives it.

    Raises Conflict, BadInput (CalendarMissing for a date that a letter names), Application.DoesNotExist.
    """
    row = locked(number, seen)
    standing = standing_of(row, timezone.localdate())
    check(step, standing, mode_of(row.organisation_id))
    add(row, standing.events, step, by, standing.calendar)
    if step.kind is EventKind.VERIFIED:
        # 个人信息保护法 19: it was there to be looked at.
        scans.forget(row)
    if step.kind is EventKind.ANSWERED:
        if pdf is not None:
            answer_files.keep(row, pdf)
        _answer_merged(row, step, by, standing)
    return row


def locked(number: str, seen: int) -> Application:
    """Raises Conflict when somebody was quicker."""
    row = (
        Application.objects.select_for_update(of=("self",)).select_related("organisation").get(number=number)
    )
    if row.events.count() != seen:
        raise Conflict(QUICKER)
    if row.erased_at is not None:
        raise BadInput("kind", "保存期已满，个人信息已销毁，不能再办")
    return row


def add(row: Application, events: list[Event], step: Step, by: User | None, calendar: WorkCalendar) -> None:
    """The row of the ledger and the columns that follow from it. ``events``: those before, which is lengthened."""
    made = Event(
        application=row, sequence=len(events) + 1, kind=step.kind, on=step.on, by=by, detail=step.detail, text=step.text
    )  # fmt: skip
    made.save()
    events.append(made)
    found = reckon(events, row.channel, calendar)
    row.state, row.received_on, row.closed_on = found.state, found.received_on, found.closed_on
    if found.closed_on is not None and not row.outcome:
        row.outcome = _outcome(step)
    row.save(update_fields=["state", "received_on", "closed_on", "outcome"])


def _outcome(step: Step) -> str:
    if step.kind is EventKind.ANSWERED:
        return str(step.detail["outcome"])
    return NOT_CORRECTED if step.kind is EventKind.ABANDONED else WITHDRAWN


@transaction.atomic
def merge(number: str, seen: int, into: str, by: User, on: dt.date) -> Application:
    """``into`` is an open one of the same organisation, which answers for both. Raises Conflict, BadInput."""
    row = locked(number, seen)
    main = Application.objects.select_for_update(of=("self",)).filter(number=into).first()
    if main is None or main.pk == row.pk or main.organisation_id != row.organisation_id:
        raise BadInput("into", "请写本单位另一件正在办理的申请的编号")
    if main.state not in (State.RUNNING, State.CONSULTING):
        raise BadInput("into", f"{into} 是“{main.get_state_display()}”，不能合并到它")
    if row.merged.exists():
        raise BadInput("into", "有别的申请已经合并到这一件，请合并到这一件，不要反过来")
    standing = standing_of(row, timezone.localdate())
    step = Step(EventKind.MERGED, on, {"into": main.number})
    check(step, standing, mode_of(row.organisation_id))
    row.merged_into = main
    row.save(update_fields=["merged_into"])
    add(row, standing.events, step, by, standing.calendar)
    return row


def _answer_merged(row: Application, step: Step, by: User, standing: Standing) -> None:
    """The same answer on the same day: each applicant reads it by the own receipt, and each is counted (年度报告按件)."""
    for one in row.merged.select_for_update(of=("self",)).filter(state=State.MERGED):
        events = standing_of(one, standing.today, standing.calendar).events
        detail = step.detail | {"with": row.number}
        add(one, events, Step(EventKind.ANSWERED, step.on, detail, step.text), by, standing.calendar)


@transaction.atomic
def transfer(number: str, seen: int, to: Organisation, by: User, on: dt.date) -> Application:
    """To the organisation whose it is. Whoever does it acts in the region of ``to``, too, or the database refuses it.

    Raises Conflict, BadInput: never into another year, as the year's report of the first has counted it.
    """
    row = locked(number, seen)
    if to.pk == row.organisation_id:
        raise BadInput("to", "它已经在这个单位")
    if not Office.objects.published().taking().filter(organisation=to).exists():
        raise BadInput("to", f"{to} 没有在本站登记公开工作机构，不能转送；请告知申请人向它提出")
    if row.received_on is not None and row.received_on.year != on.year:
        raise BadInput(
            "on", "收到以后已经跨年，本单位的年度报告已经计入这一件，不能再转送；请答复并告知向哪个机关提出"
        )
    if row.merged.exists():
        raise BadInput("to", "有别的申请合并到这一件，不能转送")
    standing = standing_of(row, timezone.localdate())
    step = Step(EventKind.TRANSFERRED, on, {"from": row.organisation.name, "to": to.name})
    check(step, standing, mode_of(row.organisation_id))
    row.organisation, row.region = to, to.region
    row.save(update_fields=["organisation", "region"])
    for model in (FoiReceipt, IdentityScan):
        model._default_manager.filter(application=row).update(region=to.region)
    add(row, standing.events, step, by, standing.calendar)
    return row


def text_of(event: Event | None) -> str:
    """Inside ``acting``; one entry says who read it. Raises NobodyActs, Unreadable."""
    return read(event, "text")[0] if event is not None else ""
