"""What hangs, and what is to be posted, in the villages and towns of an editor: one entry a notice and board."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from layers.land.boards import Board, boards
from layers.land.facts import CaseFacts, StageFact, facts_of_all, load_procedure
from layers.land.hanging import comes_down_on
from layers.land.models import Case, CaseVillage, PlaceKind, Posting, StageKind
from layers.land.periods import Period, public_period, short_date
from layers.regions.models import Region
from layers.staff.models import Role
from layers.staff.scope import Scope
from layers.workdays.calendar import load_calendar

# 条例 31 leaves open how long the last notice hangs; where nothing is recorded, it is asked for so long.
LAST_NOTICE_DAYS = 30
MOST_CASES = 60
# What a board is usually called, until somebody has written how it is called there.
USUAL = {
    PlaceKind.TOWN: "{}政务公开栏",
    PlaceKind.VILLAGE: "{}村务公开栏",
    PlaceKind.GROUP: "{}村民小组公告栏",
    PlaceKind.SITE: "{}拟征地块旁",
}


@dataclass(frozen=True)
class Sheet:
    """``comes_down_on``: the first day on which it may; None while the period has not begun."""

    posting: Posting
    comes_down_on: dt.date | None
    today: dt.date

    @property
    def may_come_down(self) -> bool:
        return self.comes_down_on is not None and self.comes_down_on <= self.today

    @property
    def told(self) -> str:
        if self.posting.removed_on:
            return f"{short_date(self.posting.removed_on, self.today)}已取下"
        if self.comes_down_on is None:
            return "别处还没有贴，公告期没有开始，先不要取下"
        if self.may_come_down:
            return "可以取下了"
        return f"{short_date(self.comes_down_on, self.today)}起可以取下"


@dataclass
class Entry:
    """One notice at one board. ``place`` is proposed: how the board was called last time."""

    case: Case
    stage: StageFact
    kind: StageKind
    board: Board
    is_required: bool
    period: Period | None
    today: dt.date
    place: str
    is_past: bool
    sheets: list[Sheet] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.stage.stage_id}-{self.board.kind}-{self.board.region_id}"

    @property
    def is_to_be_posted(self) -> bool:
        return not self.sheets and not self.is_past

    @property
    def takes_more(self) -> bool:
        """A village may have several groups, each with its board."""
        return bool(self.sheets) and self.board.kind == PlaceKind.GROUP and not self.is_past

    @property
    def due(self) -> str:
        if not self.is_required:
            return "最好也贴一份，不影响期限"
        days = (self.today - self.stage.posted_on).days
        return f"公告发出 {days} 天了，还没有贴" if days else "今天发的公告，今天就该贴出"

    @property
    def order(self) -> tuple[int, dt.date, str, str]:
        """What is to be posted first, what hangs next, what came down last; the oldest notice in front."""
        hangs = any(sheet.posting.removed_on is None for sheet in self.sheets)
        rank = (0 if self.is_required else 1) if self.is_to_be_posted else 2 if hangs else 3
        return rank, self.stage.posted_on, self.case.public_id, self.key


def entries(scope: Scope, today: dt.date, most: int | None = MOST_CASES) -> list[Entry]:
    """Of the boards that the editor may post at. ``most``: cases looked at, the newest first; None: all."""
    found = list(_entries(cases_to_post(scope, today)[:most], today))
    paths = dict(
        Region.objects.filter(pk__in={entry.board.region_id for entry in found}).values_list("pk", "path")
    )
    found = [entry for entry in found if scope.covers(Role.EDITOR, paths[entry.board.region_id], None)]
    _propose_places(found)
    return sorted((one for one in found if one.sheets or one.is_to_be_posted), key=lambda one: one.order)


def cases_to_post(scope: Scope, today: dt.date) -> QuerySet[Case]:
    """Public cases in the editor's villages that are under way, were announced of late, or hang somewhere."""
    mine = scope.rows(CaseVillage.objects.all(), "village__path", organisation=None, roles=[Role.EDITOR])
    since = today - dt.timedelta(days=LAST_NOTICE_DAYS)
    announced = Q(stages__kind__code="FINAL_NOTICE", stages__posted_on__range=(since, today))
    hanging = Q(stages__postings__isnull=False, stages__postings__removed_on__isnull=True)
    running = Q(pk__in=Case.objects.in_progress(today).values("pk"))
    wanted = Case.objects.published().filter(running | announced | hanging, pk__in=mine.values("case"))
    return Case.objects.filter(pk__in=wanted.values("pk")).defer("public_area").with_facts().newest_first()


def _entries(cases: QuerySet[Case], today: dt.date) -> Iterator[Entry]:
    calendar = load_calendar()
    told = facts_of_all(cases, load_procedure())
    sheets: dict[tuple[int, str, int], list[Posting]] = {}
    of_stages = {stage.stage_id for _, facts in told for stage in facts.stages}
    for posting in Posting.objects.filter(stage__in=of_stages).select_related("photo"):
        sheets.setdefault((posting.stage_id, posting.place_kind, posting.region_id), []).append(posting)
    for case, facts in told:
        for kind in facts.kinds:
            # A corrected notice is posted anew; the sheet of the former one is of no more use.
            if (stage := facts.stage(kind.code, today)) is None:
                continue
            period, down = public_period(facts, stage, today, calendar), comes_down_on(facts, stage, calendar)
            for is_required, places in ((True, kind.required_places), (False, kind.recommended_places)):
                for board in boards(places, facts.villages):
                    hanging = sheets.get((stage.stage_id or 0, board.kind, board.region_id), [])
                    yield Entry(
                        case, stage, kind, board, is_required, period, today,
                        USUAL[board.kind].format(board.region_name), _is_past(facts, stage, today),
                        [Sheet(posting, down, today) for posting in hanging],
                    )  # fmt: skip


def _is_past(facts: CaseFacts, stage: StageFact, today: dt.date) -> bool:
    """Nothing is asked for any more: it is closed, or the case has gone on to the next step."""
    if stage.code == "FINAL_NOTICE":
        return stage.posted_on < today - dt.timedelta(days=LAST_NOTICE_DAYS)
    return stage.closed_on is not None or facts.is_submitted(today)


def _propose_places(found: list[Entry]) -> None:
    """How the board was called the last time that anything hung there."""
    rows = Posting.objects.filter(region__in={entry.board.region_id for entry in found})
    newest = rows.order_by("place_kind", "region", "-posted_on", "-pk").distinct("place_kind", "region")
    known = {
        (kind, region): place for kind, region, place in newest.values_list("place_kind", "region", "place")
    }
    for entry in found:
        entry.place = known.get((entry.board.kind, entry.board.region_id), entry.place)
