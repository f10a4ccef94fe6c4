"""群众来件 on the home of the desk: what people have sent in and who asks has to handle, and how much of it is late; and what
waits to be told to them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from layers.consultations.handling import waiting_for as questions_for
from layers.foi import late
from layers.foi.visible import visible as applications
from layers.objections.visible import overdue_since, waiting_for
from layers.reports.handling import waiting_for as reports_for
from layers.staff.scope import Scope
from layers.subscriptions.confirming import waiting_for as notices_for
from layers.workdays.calendar import WorkCalendar
from portal.desk.counting import count, shown


@dataclass(frozen=True)
class Sent:
    """One sentence with the list that it is about."""

    sentence: str
    url: str
    is_late: bool


def wanted(scope: Scope, today: dt.date, calendar: WorkCalendar) -> dict[str, Any]:
    """To be asked inside ``acting`` with the scope: elsewhere the database shows none of it."""
    objections = waiting_for(scope)
    return {
        "applications": late.told(applications(scope)),
        "objections": count(objections),
        "overdue": count(objections.filter(received_on__lte=overdue_since(today, calendar))),
        "questions": count(questions_for(scope)),
        "reports": count(reports_for(scope)),
        "notices": count(notices_for(scope)),
    }


def sentences(found: dict[str, Any], today: dt.date, calendar: WorkCalendar) -> list[Sent]:
    told = []
    too_late, unconfirmed = late.counted(found["applications"], today, calendar)
    said = [f"有 {too_late} 件已经逾期"] * bool(too_late)
    said += [f"有 {unconfirmed} 件等着与申请人确认收到"] * bool(unconfirmed)
    if said:
        told.append(Sent(f"依申请公开：{'，'.join(said)}。", reverse("desk:foi"), True))
    if found["objections"]:
        overdue = f"，其中 {shown(found['overdue'])} 件已经逾期" if found["overdue"] else ""
        sentence = f"征地意见：有 {shown(found['objections'])} 件等着答复{overdue}。"
        told.append(Sent(sentence, reverse("desk:objections"), bool(found["overdue"])))
    if found["questions"]:
        told.append(
            Sent(f"办事咨询：有 {shown(found['questions'])} 件等着答复。", reverse("desk:questions"), False)
        )
    if found["reports"]:
        told.append(
            Sent(f"群众报错：有 {shown(found['reports'])} 件等着核实。", reverse("desk:reports"), False)
        )
    if found["notices"]:
        told.append(
            Sent(f"订阅通知：有 {shown(found['notices'])} 条等着确认才发。", reverse("desk:notices"), False)
        )
    return told
