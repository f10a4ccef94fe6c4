"""/staff/objections/: what people have said about land acquisitions in one's scope, what waits first; and as a workbook."""

import io
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe
from openpyxl import Workbook

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.audit.record import record
from layers.land.models import Case
from layers.objections.models import WAITING, Objection, State
from layers.objections.visible import cases_of, due, is_overdue, may_read, visible
from layers.personal.reading import masked
from layers.staff.models import READING_ROLES
from layers.staff.scope import Scope, scope_for
from layers.workdays.calendar import load_calendar
from portal.desk.refusals import only_for

SHOWN = 200
MOST_EXPORTED = 20_000
COLUMNS = (
    "回执号", "征地案件", "村", "种类", "渠道", "联名人数", "收到日期", "期满后收到", "应答复日期", "状态", "处理结果",
    "答复日期",
)  # fmt: skip
STATES = [("waiting", "等答复的"), *((state.value, state.label) for state in State)]
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@only_for(*READING_ROLES)
@require_safe
def objections(request: HttpRequest) -> HttpResponse:
    scope = scope_for(request)
    with acting_in(request, scope=scope):
        found = asked(request, scope)
        context: dict[str, Any] = {
            "rows": rows_of(found[:SHOWN], scope),
            "count": found.order_by().count(),
            "shown": SHOWN,
            "states": STATES,
            "state": request.GET.get("state", "waiting"),
            "case": request.GET.get("case", ""),
            "cases": list(cases_with_any(scope)),
        }
    return render(request, "desk/objections/list.html", context)


def asked(request: HttpRequest, scope: Scope) -> QuerySet[Objection]:
    """?state= and ?case=; what waits longest in front. Raises BadInput."""
    rows, state = visible(scope), request.GET.get("state", "waiting")
    if state not in {"", *dict(STATES)}:
        raise BadInput("state", "没有这种状态")
    if state:
        rows = rows.filter(state__in=WAITING if state == "waiting" else (state,))
    if case := request.GET.get("case", "")[:20]:
        rows = rows.filter(case__public_id=case)
    return rows.order_by("received_on", "pk")


def rows_of(rows: QuerySet[Objection], scope: Scope) -> list[dict[str, Any]]:
    today, calendar = timezone.localdate(), load_calendar()
    return [
        {
            "row": row,
            "name": masked(row, "name") if may_read(scope, row) else "—",
            "due": due(row, calendar).date if row.state in WAITING else None,
            "is_overdue": is_overdue(row, today, calendar),
        }
        for row in rows.select_related("case__county")
    ]


def cases_with_any(scope: Scope) -> QuerySet[Case]:
    named = cases_of(scope).filter(pk__in=visible(scope).order_by().values("case"))
    return named.only("public_id", "name").order_by("-began_on")


@only_for(*READING_ROLES)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """No name, no words: what the office counts by. Recorded first."""
    scope, calendar = scope_for(request), load_calendar()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("征地意见")
    sheet.append(COLUMNS)
    with acting_in(request, scope=scope):
        rows = list(visible(scope).order_by("received_on", "pk")[:MOST_EXPORTED])
        record("export", noun=Objection, keys=[row.pk for row in rows], detail={"rows": len(rows)})
    for row in rows:
        answered = timezone.localtime(row.answered_at).date() if row.answered_at else None
        sheet.append(
            [
                row.number, row.case.name, row.region.name, row.get_kind_display(), row.get_channel_display(),
                row.signatories, row.received_on, "是" if row.is_late else "", due(row, calendar).date,
                row.get_state_display(), row.get_outcome_display(), answered,
            ]
        )  # fmt: skip
    content = io.BytesIO()
    book.save(content)
    answer = HttpResponse(content.getvalue(), SHEET)
    name = f"征地意见-{timezone.localdate():%Y%m%d}.xlsx"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def waiting_in(request: HttpRequest, scope: Scope) -> int:
    """For the home of the desk."""
    with acting_in(request, scope=scope):
        return visible(scope).filter(state__in=WAITING).order_by().count()
