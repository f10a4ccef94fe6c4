"""/staff/foi/<number>/: one application: what was asked, how its clock stands, what may be done now, what was done."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from layers.audit.acting import acting_in
from layers.changes.errors import NotSeen
from layers.foi import answer_files, scans
from layers.foi.models import Application, Event, EventKind, IdentityScan, Mode, Office
from layers.foi.outcomes import BY_CODE
from layers.foi.rules import OF_THE_HEAD, Standing, possible
from layers.foi.steps import standing_of
from layers.foi.visible import is_head, may_handle, visible
from layers.personal.reading import masked, read, read_many
from layers.personal.search import with_the_same
from layers.staff.models import READING_ROLES
from layers.staff.scope import Scope, scope_for
from portal.desk import sent
from portal.desk.foi.step_forms import TITLES, MergeForm, StepForm, TransferForm, form_of
from portal.desk.refusals import only_for

# What is masked, and what the clerk's own work is about.
HIDDEN = {
    "name": "姓名或名称", "identity_number": "证件号码", "representative": "法定代表人", "agent": "经办人", "phone": "电话",
    "address": "通信地址", "postcode": "邮政编码", "email": "电子邮箱",
}  # fmt: skip
ASKED = {"title": "信息名称", "doc_no": "文号", "description": "其他特征"}
LETTERS = (
    EventKind.RECEIVED,
    EventKind.CORRECTION,
    EventKind.CONSULTED,
    EventKind.EXTENDED,
    EventKind.ANSWERED,
)
SAME_SHOWN = 8
# Another noun is asked in the same form, or the choice is another page's.
APART = (EventKind.TRANSFERRED, EventKind.MERGED)


@only_for(*READING_ROLES)
@require_safe
def application(request: HttpRequest, number: str) -> HttpResponse:
    return shown(request, number)


def shown(
    request: HttpRequest,
    number: str,
    *,
    full: dict[str, str] | None = None,
    form: StepForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """``full``: the columns that were just unmasked; ``form``: a step that was not taken, with its faults."""
    scope, today = scope_for(request), timezone.localdate()
    with acting_in(request, scope=scope):
        row = one(number, scope)
        standing = standing_of(row, today)
        told = dict(zip(ASKED, read(row, *ASKED), strict=True))
        texts = read_many({event.pk: event for event in standing.events if event.text}, "text")
        context: dict[str, Any] = {
            "row": row,
            "standing": standing,
            "found": standing.found,
            "late_by": standing.found.late_by(today, standing.calendar) if standing.found.is_open else 0,
            "asked": [(label, told[name]) for name, label in ASKED.items() if told[name]],
            "hidden": hidden(row, full or {}),
            "events": [
                (event, texts.get(event.pk, ("",))[0], event.kind in LETTERS) for event in standing.events
            ],
            "outcome": BY_CODE.get(row.outcome),
            "has_scan": row.erased_at is None and row.is_scanned,
            "file_name": answer_files.name_of(row) if row.outcome else "",
            "merged": row.merged_numbers,
            "same_person": list(
                with_the_same(visible(scope), "identity_number", row).order_by("-created_at")[:SAME_SHOWN]
            ),
            **actions(row, standing, scope, form),
            **more,
        }
    return render(request, "desk/foi/one.html", context, status=status)


def hidden(row: Application, full: dict[str, str]) -> list[tuple[str, str, str, bool]]:
    found = [
        (label, name, full.get(name) or masked(row, name), name in full) for name, label in HIDDEN.items()
    ]
    return [one for one in found if one[2]]


def actions(row: Any, standing: Standing, scope: Scope, failed: StepForm | None) -> dict[str, Any]:
    """The steps that who asks may take now, each with its form."""
    if row.erased_at is not None or not may_handle(scope, row):
        return {"may_handle": False, "steps": []}
    given: dict[str, Any] = {"on": standing.today, "seen": len(standing.events), "reached_on": standing.today}
    steps: list[tuple[EventKind, str, StepForm]] = []
    for kind in possible(standing, row.mode or Mode.FULL):
        if kind in OF_THE_HEAD and not is_head(scope, row):
            continue
        mine = failed if failed is not None and failed.data.get("kind") == kind else None
        steps.append((kind, TITLES[kind], mine or empty(kind, row, given | {"kind": kind.value})))
    found = {"may_handle": True, "steps": steps, "is_head": is_head(scope, row)}
    if failed is not None and not any(form is failed for *_, form in steps):
        # What may not follow any more has no form to say it beside.
        found["not_taken"] = [error for errors in failed.errors.values() for error in errors]
    return found


def empty(kind: EventKind, row: Application, given: dict[str, Any]) -> StepForm:
    if kind is EventKind.TRANSFERRED:
        return TransferForm(offices=others(row), initial=given, auto_id="transferred_%s")
    if kind is EventKind.MERGED:
        return MergeForm(initial=given, auto_id="merged_%s")
    return form_of(kind, initial=given)


def others(row: Application) -> list[tuple[str, str]]:
    rows = Office.objects.published().taking().exclude(organisation=row.organisation_id)
    return list(
        rows.order_by("organisation__name").values_list("organisation__public_id", "organisation__name")
    )


def one(number: str, scope: Scope) -> Any:
    """With what its page shows beside it: ``mode`` of its office, ``is_scanned``, ``merged_numbers``. Raises NotSeen
    outside of the scope."""
    events = Prefetch("events", Event.objects.select_related("by"))
    merged = Application.objects.filter(merged_into=OuterRef("pk")).order_by("created_at", "pk")
    offices = Office.objects.published().filter(organisation=OuterRef("organisation"))
    row = (
        visible(scope)
        .annotate(
            mode=Subquery(offices.values("mode")[:1]),
            is_scanned=Exists(IdentityScan.objects.filter(application=OuterRef("pk"))),
            merged_numbers=ArraySubquery(merged.values("number")),
        )
        .select_related("merged_into", "entered_by")
        .prefetch_related(events)
        .filter(number=number)
        .first()
    )
    if row is None:
        raise NotSeen
    return row


to_handle = sent.to_handle(one, may_handle)
unmask_column = sent.unmasking(to_handle, HIDDEN, shown)


@only_for(*READING_ROLES)
@require_POST
def scan(request: HttpRequest, number: str) -> HttpResponse:
    """The picture of the document, to be looked at: with an entry in the trail, and kept by no browser."""
    scope = scope_for(request)
    with acting_in(request, scope=scope):
        found = scans.shown(to_handle(number, scope))
    if found is None:
        raise NotSeen
    media_type, content = found
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = "inline"
    answer["Cache-Control"] = "no-store"
    return answer
