"""/staff/item-scans/: how often the codes of the items in one's scope were scanned, a month at a time."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers.services.scans import FEW, Channel, ItemScan, in_month
from layers.staff.models import READING_ROLES
from layers.staff.scope import scope_for
from portal.desk.refusals import only_for

MONTHS = 12
SHOWN = 300


@only_for(*READING_ROLES)
@require_safe
def scans(request: HttpRequest) -> HttpResponse:
    """?month=2026-11, this month without it. Raises BadInput."""
    months = last_months(timezone.localdate())
    month = month_of(request.GET.get("month", ""), months)
    rows = scope_for(request).rows(
        ItemScan.objects.all(), "item__organisation__region__path", "item__organisation_id"
    )
    found = in_month(rows, month)
    context = {
        "months": [(f"{one:%Y-%m}", one == month) for one in months],
        "month": month,
        "channels": Channel.labels,
        "rows": found[:SHOWN],
        "more": len(found) > SHOWN,
        "shown": SHOWN,
        "few": FEW,
    }
    return render(request, "desk/scans.html", context)


def last_months(today: dt.date) -> list[dt.date]:
    """Their first days, this month's first."""
    whole = today.year * 12 + today.month - 1
    return [dt.date(at // 12, at % 12 + 1, 1) for at in range(whole, whole - MONTHS, -1)]


def month_of(text: str, months: list[dt.date]) -> dt.date:
    found = next((one for one in months if f"{one:%Y-%m}" == text), None) if text else months[0]
    if found is None:
        raise BadInput("month", f"请选最近 {MONTHS} 个月里的一个月")
    return found
