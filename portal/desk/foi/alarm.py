"""On the home of the desk: how many applications are late, and how many wait to be confirmed."""

import datetime as dt

from django.http import HttpRequest

from layers.audit.acting import acting_in
from layers.foi.models import State
from layers.foi.visible import visible, waiting
from layers.staff.scope import Scope
from layers.workdays.calendar import WorkCalendar


def alarm(request: HttpRequest, scope: Scope, today: dt.date, calendar: WorkCalendar) -> str:
    """One sentence, or "" when there is nothing to say."""
    with acting_in(request, scope=scope):
        found = waiting(visible(scope), today, calendar)
    late = sum(bool(one.late_by) for one in found)
    unconfirmed = sum(one.row.state == State.UNCONFIRMED for one in found)
    said = [f"有 {late} 件已经逾期"] * bool(late) + [f"有 {unconfirmed} 件等着与申请人确认收到"] * bool(
        unconfirmed
    )
    return "依申请公开：" + "，".join(said) + "。" if said else ""
