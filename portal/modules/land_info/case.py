"""/c/<public id>: one land acquisition, how far it is, its documents and its land."""

import datetime as dt
from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers.compensation.explaining import explained
from layers.land.completeness import completeness, due_rows
from layers.land.disclosure import Duty, duties
from layers.land.facts import CaseFacts, facts_of, load_procedure
from layers.land.models import Case, CaseDocument, CaseVillage, Parcel, RequiredDocument
from layers.land.status import status_of
from layers.land.timeline import timeline
from layers.ledger.days import newest_root
from layers.objections.periods import taking
from layers.public_ids import parse_public_id
from layers.workdays.calendar import WorkCalendar, load_calendar
from portal.map_options import map_options
from portal.modules.land_info.case_documents import by_tab, documents_of
from portal.modules.land_info.land_classes import bar, sum_of_classes
from portal.modules.land_info.objecting_ways import ways
from portal.modules.land_info.on_site import on_site
from portal.modules.land_info.parcel_map import MOST_PARCELS, collection, with_shape
from portal.pages.errors import gone
from portal.paper import sheet
from portal.skins import Skin, choice

# 政策解读 stands on top of its case.
INTERPRETATION = "interpretation"
REGION = ("id", "name", "code", "level", "path")


@require_safe
def case(request: HttpRequest, public_id: str) -> HttpResponse:
    found = find_case(public_id)
    if found.withdrawn_at is not None:
        return withdrawn(request, found)
    return render(request, "land_info/case.html", case_context(found))


@require_safe
def notice_sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """The case on paper, for the board and for who asks at a counter. A kiosk prints the page and takes no files."""
    found = find_case(public_id)
    if found.withdrawn_at is not None:
        return withdrawn(request, found)
    if choice(request, "device") == "kiosk":
        return redirect(found)
    skin = Skin(request)
    context = case_context(found) | {
        "address": skin.absolute(found.get_absolute_url()),
        "verify_address": skin.absolute("/verify"),
        "issuer": found.organisation.name,
        "root": newest_root(),
    }
    return sheet(request, "land_info/notice_sheet.html", context, f"{found.name}公示单")


def find_case(public_id: str) -> Case:
    """The case, public or withdrawn. Raises Http404, with 编号可能输错 when the check character is wrong."""
    try:
        canonical = parse_public_id(public_id)
    except BadInput as error:
        raise Http404(error.message) from None
    found = (
        Case.objects.filter(public_id=canonical, published_at__lte=timezone.now())
        .with_facts()
        .select_related("organisation", "county", "county__manage_parent", "successor")
        .defer(
            "public_area", "successor__public_area", "county__area", "county__public_area",
            "county__manage_parent__area", "county__manage_parent__public_area",
        )
        .first()
    )  # fmt: skip
    if found is None:
        raise Http404("没有这件征地，编号可能输错")
    return found


def withdrawn(request: HttpRequest, found: Case) -> HttpResponse:
    assert found.withdrawn_at is not None
    # A case is replaced by a case; the abstract model only knows that it is something published.
    successor = found.successor if isinstance(found.successor, Case) else None
    return gone(
        request,
        title=found.name,
        on=timezone.localtime(found.withdrawn_at).date(),
        reason=found.withdrawal_reason,
        successor_url=successor.get_absolute_url() if successor else "",
        successor_title=successor.name if successor else "",
    )


def case_context(found: Case) -> dict[str, Any]:
    today, calendar = timezone.localdate(), load_calendar()
    facts = facts_of(found, load_procedure())
    documents, restricted = documents_of(found)
    required = list(
        RequiredDocument.objects.of(found.regime, found.kind, found.template_id).select_related(
            "document_kind__catalogue_item"
        )
    )
    present = {row.kind_id for row in (*documents, *restricted)}
    complete = completeness(facts, required, present, facts.reached(today))
    tabs = by_tab(documents, is_of_houses=facts.is_of_houses)
    for tab in tabs:
        tab.completeness = complete.of_tab(tab.tab)
    villages = villages_of(found)
    of_stage: dict[int, list[Any]] = {}
    for document in documents:
        if document.stage_id:
            of_stage.setdefault(document.stage_id, []).append(document)
    steps = [
        (step, of_stage.get(step.stage.stage_id or 0, []) if step.stage else [])
        for step in timeline(facts, today, calendar)
    ]
    status = status_of(facts, today, calendar)
    return {
        "case": found,
        "trail": [("征地信息公开", "/land/"), (found.county.name, found.county.get_absolute_url())],
        "status": status,
        **ways(found, taking(status.periods)),
        "steps": steps,
        "hanging": [
            (step.kind, step.stage, facts.start(step.stage))
            for step, _ in steps
            if step.stage and (step.stage.postings or facts.boards(step.kind.code))
        ],
        "tabs": tabs,
        "documents": documents,
        "complete": complete,
        "owed": owed(facts, required, documents, restricted, today, calendar),
        "explained": [row for row in documents if row.kind_id == INTERPRETATION],
        "on_site": on_site(restricted, villages, calendar),
        "is_of_houses": facts.is_of_houses,
        "villages": villages,
        "as_of": timezone.localtime(found.published_at).date(),
        "today": today,
        "compensation": explained(found.pk, found.county_id, plan_day(facts, today)),
        **land_context(found),
    }


def owed(
    facts: CaseFacts,
    required: list[RequiredDocument],
    documents: list[Any],
    restricted: list[CaseDocument],
    today: dt.date,
    calendar: WorkCalendar,
) -> list[tuple[Duty, str]]:
    """What is missing by now, with the day by which it had to be public."""
    public: dict[str, dt.date | None] = dict.fromkeys((row.kind_id for row in restricted), None)
    public |= {row.kind_id: timezone.localtime(row.first_public_at).date() for row in documents}
    due = due_rows(facts, required, facts.reached(today))
    found = duties(facts, due, public, today, calendar)
    return [(duty, duty.sentence(today)) for duty in found if not duty.is_public]


def plan_day(facts: CaseFacts, today: dt.date) -> dt.date | None:
    """The day of 方案公告 in its newest version; under the old procedure that is the second notice."""
    stage = facts.stage("PLAN_NOTICE", today) or facts.stage("SECOND_NOTICE", today)
    return stage.posted_on if stage else None


def land_context(found: Case) -> dict[str, Any]:
    """Parcels with their shape, boundaries and land classes. One query."""
    parcels = list(
        with_shape(Parcel.objects.published().filter(case=found))
        .annotate(quality=F("survey__quality"))
        .order_by("parcel_no")[: MOST_PARCELS + 1]
    )
    more = len(parcels) > MOST_PARCELS
    parcels = parcels[:MOST_PARCELS]
    shapes, left_out = collection(parcels, {parcel.pk: parcel.public_id for parcel in parcels})
    return {
        "parcels": [(parcel, bar(parcel.area_by_class)) for parcel in parcels],
        "more_parcels": more,
        "classes": bar(sum_of_classes(parcel.area_by_class for parcel in parcels)),
        "shapes": shapes,
        "left_out": left_out,
        "map_options": map_options(label=f"{found.name}的地块。图上的内容都在列表里"),
    }


def villages_of(found: Case) -> list[CaseVillage]:
    return list(
        CaseVillage.objects.filter(case=found)
        .select_related("village", "village__manage_parent", "village__manage_parent__manage_parent")
        .only(
            "area_ha", "case",
            *(f"village__{name}" for name in (*REGION, "valid_to", "phone")),
            *(f"village__manage_parent__{name}" for name in REGION),
            *(f"village__manage_parent__manage_parent__{name}" for name in REGION),
        )
        .order_by("village__sort_key", "village__code")
    )  # fmt: skip
