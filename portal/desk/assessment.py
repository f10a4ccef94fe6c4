"""/staff/assessment/: 考核 of the units, offices or zones in one's scope, each point a link to the list that it counts."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from geo.errors import BadInput
from importers.report import plain_workbook
from layers.assessment.counted import Asked, Counted, Row, counted
from layers.assessment.models import Formula, formula_on
from layers.assessment.scoring import BY, Cell, Unit, rows_of, units
from layers.audit.acting import acting_in
from layers.audit.record import record
from layers.organisations.models import Organisation
from layers.regions.models import Region
from layers.staff.models import READING_ROLES
from layers.staff.scope import scope_for
from layers.workdays.calendar import load_calendar
from layers.zones.models import Zone
from portal.desk.duties import above, region_of
from portal.desk.excel import XLSX
from portal.desk.period import days_of
from portal.desk.refusals import only_for

WAYS = dict(zip(BY, ("区划", "单位", "专区"), strict=True))
SHOWN, MOST_ROWS = 300, 5_000
NO_FORMULA = "这段时间还没有考核办法，请系统管理员先加上"


@dataclass(frozen=True)
class Line:
    """A unit by its name; ``below`` is its own page, "" where there is none."""

    unit: Unit
    name: str
    below: str
    cells: list[tuple[Cell, str]]


@dataclass(frozen=True)
class Wish:
    """What the address or the form asks for."""

    by: str
    period: str
    asked: Asked
    formula: Formula

    @property
    def query(self) -> dict[str, str]:
        return {"by": self.by, "period": self.period, "region": self.asked.region.code}

    def evidence(self, code: str, unit: str) -> str:
        return f"{reverse('desk:assessment_rows')}?{urlencode(self.query | {'what': code, 'unit': unit})}"


@only_for(*READING_ROLES)
@require_safe
def assessment(request: HttpRequest) -> HttpResponse:
    """?by=, ?period=, ?region=. Raises BadInput, NotSeen."""
    wish = wish_of(request, request.GET)
    found = lines(request, wish)
    context = {
        **shared(request, wish),
        "ways": WAYS,
        "lines": found[1:],
        "total": found[0],
        "criteria": list(wish.formula.criteria.all()),
        "of_now": [one.name for one in wish.formula.criteria.all() if _kind(one.code).is_of_now],
    }
    return render(request, "desk/assessment.html", context)


@only_for(*READING_ROLES)
@require_safe
def assessment_rows(request: HttpRequest) -> HttpResponse:
    """The list behind a number: ?what=, ?unit= and what the board asks for."""
    wish, code, unit = wish_of(request, request.GET), request.GET.get("what", ""), request.GET.get("unit", "")
    criterion = next((one for one in wish.formula.criteria.all() if one.code == code), None)
    if criterion is None:
        raise BadInput("what", "没有这一项，请从考核表里点数字进来")
    with acting_in(request, scope=wish.asked.scope):
        found = list(rows_of(code, wish.by, unit, wish.asked))
    cell = Cell(criterion, sum(row.good for row in found), sum(row.total for row in found))
    context = {
        **shared(request, wish),
        "cell": cell,
        "kind": _kind(code),
        "rows": found[:SHOWN],
        "count": len(found),
        "name": names(wish.by, [unit]).get(unit, wish.asked.region.name),
        "board": f"{reverse('desk:assessment')}?{urlencode(wish.query)}",
    }
    return render(request, "desk/assessment_rows.html", context)


@only_for(*READING_ROLES)
@require_POST
def export_assessment(request: HttpRequest) -> HttpResponse:
    """The board and the rows behind it as a workbook; that it was taken away is recorded first."""
    wish = wish_of(request, request.POST)
    found, criteria = lines(request, wish), list(wish.formula.criteria.all())
    with acting_in(request, scope=wish.asked.scope):
        record("export", noun=Formula, detail={"title": f"考核 {wish.asked.region.name} {wish.period}"})
        behind = [
            [one.name, row.name, round(row.good, 2), round(row.total, 2), row.note]
            for one in criteria
            for row in islice(rows_of(one.code, wish.by, "", wish.asked), MOST_ROWS)
        ]
    head = [WAYS[wish.by], "得分", *(f"{one.name}（{one.weight} 分）" for one in criteria)]
    board = [
        [line.name, _plain(line.unit.score), *(_plain(cell.points) for cell, _ in line.cells)]
        for line in found
    ]
    rules = [[one.name, one.weight, one.none_at, one.full_at] for one in criteria]
    sheets: list[tuple[str, list[str], list[list[Any]]]] = [
        ("得分", head, board),
        ("明细", ["指标", "内容", "算好的", "一共", "情况"], behind),
        ("办法", ["指标", "分值", "不得分的比例（%）", "得满分的比例（%）"], rules),
    ]
    answer = HttpResponse(plain_workbook(sheets), content_type=XLSX)
    name = f"assessment-{wish.asked.region.code}-{wish.period}-{wish.by}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def wish_of(request: HttpRequest, given: Any) -> Wish:
    by, today = given.get("by", BY[0]), timezone.localdate()
    if by not in BY:
        raise BadInput("by", "没有这种分法")
    period = given.get("period", "") or f"{today.year}-Q{(today.month + 2) // 3}"
    first, last = days_of(period)
    if first > today:
        raise BadInput("period", "这段时间还没有到")
    formula = formula_on(min(last, today))
    if formula is None:
        raise BadInput("period", NO_FORMULA)
    scope, region = scope_for(request), region_of(request)
    return Wish(by, period, Asked(scope, region, first, min(last, today), today, load_calendar()), formula)


def shared(request: HttpRequest, wish: Wish) -> dict[str, Any]:
    asked = wish.asked
    return {
        "wish": wish, "region": asked.region, "above": above(request, asked.region), "first": asked.first,
        "last": asked.last, "today": asked.today,
    }  # fmt: skip


def lines(request: HttpRequest, wish: Wish) -> list[Line]:
    with acting_in(request, scope=wish.asked.scope):
        found = units(wish.formula, wish.by, wish.asked)
    called = names(wish.by, [unit.key for unit in found])
    codes = (
        dict(Region.objects.filter(path__in=called).values_list("path", "code"))
        if wish.by == "region"
        else {}
    )
    own = wish.asked.region
    return [
        Line(
            unit,
            "合计"
            if not unit.key
            else f"{own.name}本级"
            if unit.key == own.path
            else called.get(unit.key, unit.key),
            # A village is looked at on the page of its town.
            f"?{urlencode(wish.query | {'region': codes[unit.key]})}"
            if unit.key in codes and unit.key != own.path and unit.key.count("/") < 4
            else "",
            [(cell, wish.evidence(code, unit.key)) for code, cell in unit.cells.items()],
        )
        for unit in found
    ]


def names(by: str, keys: list[str]) -> dict[str, str]:
    return NAMED[by]([key for key in keys if key])


def _kind(code: str) -> Counted:
    kinds: dict[str, Counted] = counted()
    return kinds.get(code, NOTHING)


def _nothing(asked: Asked) -> list[Row]:
    return []


def _plain(number: float | None) -> float | str:
    return "" if number is None else round(number, 1)


# Of a criterion whose counting is no more.
NOTHING = Counted("没有数据", _nothing)
NAMED: dict[str, Callable[[list[str]], dict[str, str]]] = {
    "region": lambda keys: dict(Region.objects.filter(path__in=keys).values_list("path", "name")),
    "organisation": lambda keys: {
        str(key): name for key, name in Organisation.objects.filter(pk__in=keys).values_list("pk", "name")
    },
    "zone": lambda keys: dict(Zone.objects.filter(public_id__in=keys).values_list("public_id", "name")),
}
