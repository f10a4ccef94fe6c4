"""/staff/foi/annual/: tables 3 and 4 of the yearly report of one's offices, checked, and as a workbook in the official layout."""

import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.audit.record import record
from layers.foi.annual import COLUMNS, TOTAL, AnnualTable, annual_table
from layers.foi.models import ApplicantKind, Application
from layers.foi.visible import visible
from layers.organisations.models import Organisation
from layers.staff.models import READING_ROLES
from layers.staff.scope import Scope, scope_for
from portal.desk.excel import XLSX
from portal.desk.foi.annual_sheet import DISPUTE_TITLES, OUTCOMES, lines, workbook
from portal.desk.refusals import only_for

FIRST_YEAR, LAST_YEAR = 2008, 2200


@only_for(*READING_ROLES)
@require_safe
def annual(request: HttpRequest) -> HttpResponse:
    scope = scope_for(request)
    table, organisation = counted(request, request.GET, scope)
    labels = dict(ApplicantKind.choices) | {TOTAL: "总计"}
    columns = [labels[column] for column in (*COLUMNS, TOTAL)]
    context: dict[str, Any] = {
        "table": table,
        "columns": columns,
        "lines": [(line.title, list(zip(columns, line.numbers, strict=True))) for line in lines(table)],
        "organisation": organisation,
        "offices": offices(request, scope),
        "results": OUTCOMES,
        "disputes": [
            (title, list(zip(OUTCOMES, table.disputes[kind].values(), strict=True)))
            for kind, title in DISPUTE_TITLES.items()
        ],
    }
    return render(request, "desk/foi/annual.html", context)


@only_for(*READING_ROLES)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Numbers alone; that it was taken is recorded. A table that does not balance is not handed out."""
    scope = scope_for(request)
    table, organisation = counted(request, request.POST, scope)
    if table.imbalances:
        raise BadInput("year", "勾稽关系不符，请与系统管理员核对：" + "；".join(table.imbalances))
    with acting_in(request, scope=scope):
        record("export", noun=Application, detail={"rows": sum(row[TOTAL] for row in table.cells.values())})
    answer = HttpResponse(saved(table, str(organisation or "")), XLSX)
    name = f"政府信息公开年度报告-{table.year}.xlsx"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def saved(table: AnnualTable, organisation: str) -> bytes:
    content = io.BytesIO()
    workbook(table, organisation).save(content)
    return content.getvalue()


def counted(request: HttpRequest, given: Any, scope: Scope) -> tuple[AnnualTable, Organisation | None]:
    """?year= (this one by default) and ?organisation=, one of one's own. Raises BadInput."""
    year = given.get("year", "") or str(timezone.localdate().year)
    if not (year.isascii() and year.isdigit() and len(year) == 4 and FIRST_YEAR <= int(year) <= LAST_YEAR):
        raise BadInput("year", f"年份应为 {FIRST_YEAR} 至 {LAST_YEAR}")
    with acting_in(request, scope=scope):
        rows, organisation = visible(scope), None
        if wanted := given.get("organisation", "")[:20]:
            organisation = Organisation.objects.filter(public_id=wanted).first()
            rows = rows.filter(organisation=organisation) if organisation else rows.none()
        return annual_table(rows, int(year)), organisation


def offices(request: HttpRequest, scope: Scope) -> list[Organisation]:
    with acting_in(request, scope=scope):
        asked = visible(scope).order_by().values("organisation")
        return list(Organisation.objects.filter(pk__in=asked).order_by("name"))
