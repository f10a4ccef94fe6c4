"""/staff/compensation/tables/: the county's publisher vouches for a list of 区片综合地价, or takes it back."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.errors import NotSeen
from layers.compensation.confirming import confirm, tables_of, take_back
from layers.regions.models import Level, Region
from layers.staff.models import Role
from layers.staff.scope import scope_for
from portal.desk.refusals import only_for


@only_for(Role.PUBLISHER)
@require_http_methods(["GET", "HEAD", "POST"])
def compensation_tables(request: HttpRequest) -> HttpResponse:
    """POST county=<code>, valid_from=<date>, act=confirm|take_back."""
    if request.method == "POST":
        return decided(request)
    scope = scope_for(request)
    counties = scope.rows(
        Region.objects.published().filter(level=Level.COUNTY),
        "path",
        organisation=None,
        roles=[Role.PUBLISHER],
    )
    tables = tables_of(counties.only("pk", "code", "name"))
    return render(request, "desk/compensation_tables.html", {"tables": tables})


def decided(request: HttpRequest) -> HttpResponse:
    scope = scope_for(request)
    county = (
        Region.objects.published()
        .filter(level=Level.COUNTY, code=request.POST.get("county", "")[:12])
        .first()
    )
    if county is None or not (grant := scope.grant_for(Role.PUBLISHER, county.path, None)):
        raise NotSeen
    try:
        day = dt.date.fromisoformat(request.POST.get("valid_from", ""))
    except ValueError:
        raise BadInput("valid_from", "实施日期应写成 2024-01-01 的样子") from None
    with acting_in(request, scope=scope, purpose="确认补偿标准"):
        if request.POST.get("act") == "confirm":
            if request.POST.get("checked") != "1":
                raise BadInput("checked", "请先勾选“已与公布的文件逐项核对”")
            confirm(county, day, request.user, grant.organisation_id)
            said = f"已确认{county.name} {day:%Y-%m-%d} 起实施的标准，征地页面开始按它解释补偿"
        elif request.POST.get("act") == "take_back":
            take_back(county, day)
            said = "已收回确认，征地页面不再列出金额"
        else:
            raise BadInput("act", "没有这个操作")
    messages.success(request, said)
    return redirect("desk:compensation_tables")
