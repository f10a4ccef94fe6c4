"""By when a document had to be public: the clock of its catalogue item over the dates of its case."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from layers.land.catalogue import CatalogueItem
from layers.land.completeness import WHOLE_DOSSIER, is_in_whole
from layers.land.facts import CaseFacts
from layers.land.periods import short_date
from layers.land.procedure import DocumentKind, RequiredDocument
from layers.workdays.calendar import WorkCalendar

TimeLimit = CatalogueItem.TimeLimit


@dataclass(frozen=True)
class Duty:
    """A document that the case owes, with its last day where the law sets one. ``left`` counts working days after
    ``today``, or after the day on which it became public; it is negative when late."""

    kind: DocumentKind
    last_day: dt.date | None
    left: int
    public_on: dt.date | None
    is_public: bool
    rule: str
    provisional: bool

    @property
    def is_late(self) -> bool:
        return self.last_day is not None and self.left < 0

    def sentence(self, today: dt.date) -> str:
        """应于 12 月 3 日前公开，逾期 3 个工作日."""
        if self.last_day is None:
            return "" if self.is_public else "应公开，还没有公开"
        by = f"应于 {short_date(self.last_day, today)}前公开"
        if self.is_late:
            return f"{by}，{'迟了' if self.is_public else '已逾期'} {-self.left} 个工作日"
        return "按时公开" if self.is_public else by


def last_day_of(
    item: CatalogueItem | None, event_on: dt.date | None, calendar: WorkCalendar
) -> tuple[dt.date, str, bool] | None:
    """The last day, its reckoning, and whether it is 暂定; None without an item or an event."""
    if item is None or event_on is None:
        return None
    if item.time_limit_kind == TimeLimit.REALTIME:
        return event_on, f"{item.basis}:公告、公布的当天（{event_on:%Y-%m-%d}）公开", False
    end = calendar.deadline(event_on, item.n, "working")
    note = "自收到批复" if item.time_limit_kind == TimeLimit.AFTER_RECEIPT else "自形成"
    return end.date, f"{item.basis}:{note}{end.explanation}", end.provisional


def event_of(item: CatalogueItem | None, after_stage: str, facts: CaseFacts) -> dt.date | None:
    """When the clock of an item starts: at the first posting of its stage, since a correction excuses no delay; with the
    receipt of the approval. None where it is not recorded, and for the old procedure, which knew no such clock."""
    if item is None or facts.is_old_procedure:
        return None
    if item.time_limit_kind == TimeLimit.AFTER_RECEIPT:
        return facts.received_on
    code = item.event_stage or after_stage
    if code == "APPROVAL" and not facts.versions(code):
        return facts.approved_on
    return min((stage.posted_on for stage in facts.versions(code)), default=None)


def duties(
    facts: CaseFacts,
    required: Iterable[RequiredDocument],
    public: dict[str, dt.date | None],
    today: dt.date,
    calendar: WorkCalendar,
) -> list[Duty]:
    """What the case owes by now. ``required`` with kind and item selected; ``public``: kind → the day on which it became
    public, None where it is shown on the spot and nobody recorded the day."""
    found = []
    for row in required:
        kind = row.document_kind
        limit = last_day_of(
            kind.catalogue_item, event_of(kind.catalogue_item, row.after_stage, facts), calendar
        )
        shown_as = WHOLE_DOSSIER if kind.code not in public and is_in_whole(kind, public) else kind.code
        is_public, public_on = shown_as in public, public.get(shown_as)
        last_day, rule, provisional = limit or (None, "", False)
        on = public_on or today
        # What is shown on the spot has no day of publication that could be late.
        left = (
            calendar.working_days_between(on, last_day, strict=False)
            if last_day and (public_on or not is_public)
            else 0
        )
        found.append(Duty(kind, last_day, left, public_on, is_public, rule, provisional))
    return found
