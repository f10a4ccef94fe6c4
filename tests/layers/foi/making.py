"""Applications as the office gets them: numbers of documents are invented, their check digits fit."""

import datetime as dt
from types import SimpleNamespace

from layers.foi.filing import Handed, store
from layers.foi.models import Application, Channel, EventKind, Office, PublicAnswer
from layers.foi.rules import Step
from layers.foi.steps import take

NAME, ID_NUMBER, PHONE = "张三丰", "11010519491231002X", "13812345678"
CREDIT_CODE = "91350100M000100Y43"
TITLE, DESCRIPTION = "东村征收土地公告", "2024 年东村东边那块地"
ASKED = {
    "applicant_kind": "person", "name": NAME, "identity_kind": "id_card", "identity_number": ID_NUMBER,
    "representative": "", "agent": "", "phone": PHONE, "address": "东村 1 号", "postcode": "", "email": "",
    "title": TITLE, "doc_no": "", "description": DESCRIPTION, "delivery": "online", "carrier": "electronic",
}  # fmt: skip


def office(organisation, mode="full", **given):
    words = {
        "name": "办公室",
        "address": "示例路 1 号",
        "hours": "工作日 9:00-17:00",
        "phone": "0000-1234567",
        # Before any day that a test sets its clock to.
        "published_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
    }
    return Office.objects.create(organisation=organisation, mode=mode, **words | given)


def foi_answer(organisation, question, **given):
    words = {"outcome": "granted", "answer": "见附件", "answered_on": dt.date(2026, 1, 5)}
    return PublicAnswer.objects.create(organisation=organisation, question=question, **words | given)


def application(organisation, on, channel=Channel.COUNTER, **asked) -> Application:
    """Inside ``acting`` with the region of the organisation."""
    return store(Handed(organisation, ASKED | asked, channel, dt.date.fromisoformat(on)), None)


def took(row, kind, on, by, text="", **detail) -> Application:
    """The next step of it, on that day; ``take`` as whoever has seen everything."""
    step = Step(EventKind(kind), dt.date.fromisoformat(on), detail, text)
    return take(row.number, row.events.count(), step, by)


def happened(*events):
    """Events for the clock alone: ("received", "2026-02-02") or (kind, day, {detail})."""
    return [
        SimpleNamespace(kind=kind, on=dt.date.fromisoformat(on), detail=detail[0] if detail else {})
        for kind, on, *detail in events
    ]
