"""/staff/usage/: what the public pages are used for, in numbers. Of the whole city for every reader; by zone those of one's
scope."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from geo.errors import BadInput
from importers.report import plain_workbook
from layers.audit.acting import acting_in
from layers.audit.record import record
from layers.local_modules.models import Device
from layers.staff.models import READING_ROLES
from layers.staff.scope import scope_for
from layers.usage.figures import BY, SHOWN, counts, lines, total
from layers.usage.models import UsageCount
from layers.zones.models import Zone
from portal.desk.excel import XLSX
from portal.desk.period import days_of
from portal.desk.refusals import only_for
from portal.module import modules

# Folders of pages that are no module of the home page.
NAMES = {
    "pages": "首页、搜索和公共页面",
    "zones": "政务公开专区",
    "foi": "依申请公开",
    "asking": "办事咨询",
    "documents": "文件",
    "kiosk": "一体机",
}


@only_for(*READING_ROLES)
@require_safe
def usage(request: HttpRequest) -> HttpResponse:
    """?by=, ?period=2026, 2026-Q4 or 2026-11. Raises BadInput."""
    return render(request, "desk/usage.html", shown(request, request.GET))


@only_for(*READING_ROLES)
@require_POST
def export_usage(request: HttpRequest) -> HttpResponse:
    told = shown(request, request.POST)
    with acting_in(request, scope=scope_for(request)):
        record(
            "export",
            noun=UsageCount,
            detail={"title": f"使用情况 {told['period']}", "rows": len(told["rows"])},
        )
    head = [BY[told["by"]], *(what.label for what in SHOWN)]
    rows = [[name, *line.shown] for name, line in told["rows"]] + [["合计", *told["total"].shown]]
    answer = HttpResponse(plain_workbook([("使用情况", head, rows)]), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="usage-{told["period"]}-{told["by"]}.xlsx"'
    return answer


def shown(request: HttpRequest, given: Any) -> dict[str, Any]:
    by = given.get("by", "module")
    if by not in BY:
        raise BadInput("by", "没有这种分法")
    today = timezone.localdate()
    period = given.get("period", "") or f"{today:%Y-%m}"
    first, last = days_of(period)
    zones = scope_for(request).rows(Zone.objects.all(), "region__path", "organisation_id")
    names = dict(zones.values_list("public_id", "name")) if by == "zone" else {}
    found = lines(counts(first, last, names if by == "zone" else None), by)
    called = NAMING.get(by, str)
    return {
        "by": by,
        "ways": BY,
        "period": period,
        "first": first,
        "last": last,
        "kinds": SHOWN,
        "rows": [(names.get(line.key) or called(line.key), line) for line in found],
        "total": total(found),
    }


def _module(name: str) -> str:
    titles = {one.slug: str(one.verbose_name) for one in modules()} | NAMES
    return titles.get(name, name)


def _device(name: str) -> str:
    return str(Device(name).label) if name in Device.values else name


NAMING: dict[str, Callable[[str], str]] = {"module": _module, "device": _device}
