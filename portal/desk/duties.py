"""/staff/duties/: what is due, late and missing in each county, town and village, the score, and the rows behind each."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from geo.errors import BadInput
from importers.report import plain_workbook
from layers.audit.acting import acting_in
from layers.audit.record import record
from layers.changes.errors import NotSeen
from layers.land.duties import MOST_ROWS, Duties, DutyRow, Figures
from layers.land.models import Case
from layers.regions.models import Region
from layers.staff.models import READING_ROLES
from layers.staff.scope import scope_for
from layers.workdays.calendar import load_calendar
from portal.desk.excel import XLSX
from portal.desk.refusals import only_for

SHOWN = 300
LATE_SHOWN = 12


@dataclass(frozen=True)
class Figure:
    """A column of the board: what it counts. The states of one word are one link to its rows."""

    word: str
    what: str
    states: tuple[str, ...]
    is_bad: bool = False

    def count(self, figures: Figures) -> int:
        return figures.of(self.what, *self.states)

    @property
    def query(self) -> dict[str, str]:
        return {"what": self.what, "state": "-".join(self.states)}


# E 24: what is late stands first.
FIGURES = (
    Figure("公告逾期未贴出", "notice", ("overdue",), True),
    Figure("公告迟贴", "notice", ("late",), True),
    Figure("文件逾期未公开", "document", ("overdue", "undated"), True),
    Figure("文件迟公开", "document", ("late",), True),
    Figure("未张贴的公告", "posting", ("waiting", "overdue"), True),
    Figure("公告待发布", "notice", ("waiting",)),
    Figure("文件未到期", "document", ("waiting",)),
    Figure("文件按时公开", "document", ("done",)),
)
ALLOWED = {(figure.what, "-".join(figure.states)): figure for figure in FIGURES}
DOCUMENTS = Figure("应公开的文件", "document", ("done", "late", "overdue", "undated"))
ALLOWED[DOCUMENTS.what, "-".join(DOCUMENTS.states)] = DOCUMENTS


@dataclass(frozen=True)
class Line:
    """One unit of the board. ``cells`` are figure, number and the address of the rows behind it."""

    region: Region
    figures: Figures
    is_total: bool

    def cells(self) -> list[tuple[Figure, int, str]]:
        return [(figure, figure.count(self.figures), self.address(figure)) for figure in FIGURES]

    def address(self, figure: Figure) -> str:
        return f"{reverse('desk:duty_rows')}?{urlencode({'region': self.region.code, **figure.query})}"

    @property
    def evidence(self) -> str:
        return self.address(DOCUMENTS)

    @property
    def below(self) -> str:
        """Its own board, where there are units below it."""
        if self.is_total or self.region.level == 4:
            return ""
        return f"{reverse('desk:duties')}?{urlencode({'region': self.region.code})}"


@only_for(*READING_ROLES)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    region, today = region_of(request), timezone.localdate()
    duties = Duties(region, today, load_calendar())
    lines = board_lines(duties, region)
    context = {
        "region": region,
        "above": above(request, region),
        "figures": FIGURES,
        "lines": lines,
        "total": lines[0],
        "late": duties.rows(region.pk, "notice", ("overdue",), LATE_SHOWN),
        "today": today,
    }
    return render(request, "desk/duties.html", context)


@only_for(*READING_ROLES)
@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    """The rows behind one number, each with its day and how that was counted."""
    region, today = region_of(request), timezone.localdate()
    figure = ALLOWED.get((request.GET.get("what", ""), request.GET.get("state", "")))
    if figure is None:
        raise BadInput("what", "没有这一项，请从履职看板里点数字进来")
    found = Duties(region, today, load_calendar()).rows(region.pk, figure.what, figure.states, SHOWN + 1)
    context = {
        "region": region,
        "figure": figure,
        "rows": found[:SHOWN],
        "more": len(found) > SHOWN,
        "shown": SHOWN,
        "board": f"{reverse('desk:duties')}?{urlencode({'region': region.code})}",
        "today": today,
    }
    return render(request, "desk/duty_rows.html", context)


@only_for(*READING_ROLES)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The board and all rows behind it as a workbook; that it was taken away is recorded first."""
    region, today = region_of(request), timezone.localdate()
    duties = Duties(region, today, load_calendar())
    lines = board_lines(duties, region)
    every = [
        (figure.word, row)
        for figure in FIGURES
        for row in duties.rows(region.pk, figure.what, figure.states, MOST_ROWS)
    ]
    with acting_in(request, scope=scope_for(request)):
        record("export", noun=Case, detail={"title": f"履职看板 {region.name}", "rows": len(every)})
    sheets = [
        (
            "看板",
            ["区划", "案件", "公开得分", "应公开文件", *(figure.word for figure in FIGURES)],
            [
                [
                    line.region.name,
                    line.figures.cases,
                    "" if line.figures.score is None else line.figures.score,
                    line.figures.owed,
                    *(figure.count(line.figures) for figure in FIGURES),
                ]
                for line in lines
            ],
        ),
        (
            "明细",
            ["项目", "案件", "编号", "事项", "地点", "起算日", "最后一天", "办理日期", "情况", "怎样算的"],
            [[word, *_cells(row)] for word, row in every],
        ),
    ]
    answer = HttpResponse(plain_workbook(sheets), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="duties-{region.code}-{today}.xlsx"'
    return answer


def _cells(row: DutyRow) -> list[Any]:
    return [
        row.case_name, row.case_id, row.name, row.place, _day(row.event_on), _day(row.last_day), _day(row.done_on),
        row.label, row.rule,
    ]  # fmt: skip


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def board_lines(duties: Duties, region: Region) -> list[Line]:
    """The region itself, then the units below it that have cases, those with most to catch up first."""
    figures = duties.figures()
    units = Region.objects.filter(pk__in=figures).only("id", "name", "code", "level", "path")
    found = [Line(unit, figures[unit.pk], unit.pk == region.pk) for unit in units]
    if not any(line.is_total for line in found):
        found.append(Line(region, Figures(region.pk), True))
    return sorted(found, key=lambda line: (not line.is_total, -line.figures.late, line.region.code))


def region_of(request: HttpRequest) -> Region:
    """?region=, which must lie in the scope; without it the widest region of the scope. Raises NotSeen."""
    code = request.GET.get("region", "") or request.POST.get("region", "")
    mine = scope_for(request).rows(Region.objects.only("id", "name", "code", "level", "path"), "path", None)
    found = (mine.filter(code=code) if code else mine.order_by("level", "sort_key", "code")).first()
    if found is None:
        raise NotSeen
    return found


def above(request: HttpRequest, region: Region) -> list[Region]:
    """The units above it that are still in the scope, from the top."""
    keys = region.path.rstrip("/").split("/")[:-1]
    mine = scope_for(request).rows(Region.objects.only("id", "name", "code", "level", "path"), "path", None)
    return list(mine.filter(pk__in=keys).order_by("level"))
