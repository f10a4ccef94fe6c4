"""Publishing and withdrawing cases with their parcels: one transaction, the layer versions last."""

import datetime as dt
from collections.abc import Iterable

import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import transaction
from django.utils import timezone

from geo.crs import CGCS2000
from geo.errors import BadInput
from layers.land.facts import facts_of, load_procedure
from layers.land.files import documents_of, withdraw_unused
from layers.land.models import Case, CaseVillage, Parcel
from layers.land.rules import problems
from layers.public_geometry import public_area
from layers.regions.tree import counties_of
from layers.versions import bump
from layers.workdays.calendar import load_calendar

# In this order in every transaction.
LAYERS = ("cases", "parcels")


@transaction.atomic
def publish(case: Case, at: dt.datetime | None = None) -> None:
    """Makes the case and all its parcels public, with their public geometry computed from the surveys.

    Raises BadInput when the case names no village or breaks a hard rule of its procedure.
    """
    check([case.public_id])
    at = at or timezone.now()
    public = {"published_at": at, "withdrawn_at": None, "withdrawal_reason": ""}
    Parcel.objects.filter(case=case).update(**public)
    Case.objects.filter(pk=case.pk).update(**public, successor=None)
    draw([case.public_id])
    case.refresh_from_db(
        fields=["public_area", "published_at", "withdrawn_at", "withdrawal_reason", "successor"]
    )
    raise_versions(case)


@transaction.atomic
def withdraw(case: Case, reason: str, successor: Case | None = None, at: dt.datetime | None = None) -> None:
    """Takes the case and its parcels back. The rows stay: their addresses answer 410 with date and reason.

    Raises BadInput without a reason, or when the successor is not itself public.
    """
    take_back([(case.public_id, reason, successor.public_id if successor else "")], at)
    case.refresh_from_db(fields=["withdrawn_at", "withdrawal_reason", "successor"])
    raise_versions(case)


def draw(public_ids: Iterable[str]) -> None:
    """The public geometry of the parcels of these cases, from their surveys, and of the cases, from their parcels."""
    cases = list(Case.objects.filter(public_id__in=list(public_ids)).prefetch_related("parcels__survey"))
    parcels = [parcel for case in cases for parcel in case.parcels.all()]
    for parcel in parcels:
        survey = getattr(parcel, "survey", None)
        parcel.public_area = public_area("parcels", survey.area) if survey else None
    for case in cases:
        public = [parcel for parcel in case.parcels.all() if parcel.withdrawn_at is None]
        case.public_area = union([parcel.public_area for parcel in public if parcel.public_area])
    Parcel.objects.bulk_update(parcels, ["public_area"], batch_size=500)
    Case.objects.bulk_update(cases, ["public_area"], batch_size=500)


def take_back(withdrawals: list[tuple[str, str, str]], at: dt.datetime | None = None) -> None:
    """Withdraws cases, each by public id, reason and the public id of its successor or "". No version is raised.

    Their documents go with them, but for those that another public case shows.

    Raises BadInput as ``withdraw`` does.
    """
    at = at or timezone.now()
    for public_id, reason, successor in withdrawals:
        if not reason.strip():
            raise BadInput("reason", "撤回必须写明原因")
        gone = {"withdrawn_at": at, "withdrawal_reason": reason.strip()}
        replacing = Case.objects.filter(public_id=successor, withdrawn_at__isnull=True).first()
        if successor and (replacing is None or successor == public_id):
            raise BadInput("successor", "替代的案件应是另一件已公开的案件")
        Case.objects.filter(public_id=public_id).update(**gone, successor=replacing)
        Parcel.objects.filter(case__public_id=public_id, withdrawn_at__isnull=True).update(**gone)
    for public_id, reason, _ in withdrawals:
        withdraw_unused(documents_of([public_id]), reason.strip())


def raise_versions(case: Case) -> None:
    """The last statement of every transaction that writes a case: see layers.versions."""
    # One order in every transaction, or two writers could wait for one another.
    for layer in LAYERS:
        bump(layer, counties([case.public_id]))


def counties(public_ids: Iterable[str]) -> set[str]:
    """12-digit codes of the counties that show these cases: their own, and those that manage their villages."""
    cases = Case.objects.filter(public_id__in=list(public_ids))
    own = cases.values_list("county__path", flat=True)
    villages = CaseVillage.objects.filter(case__in=cases).values_list("village__path", flat=True)
    return counties_of({*own, *villages})


def union(areas: list[MultiPolygon]) -> MultiPolygon | None:
    """The union of public areas (EPSG:4490), capped as the layer "cases" asks; None of none."""
    if not areas:
        return None
    joined = shapely.union_all([shapely.from_wkb(bytes(area.wkb)) for area in areas])
    return public_area("cases", GEOSGeometry(memoryview(shapely.to_wkb(joined)), srid=CGCS2000))


def check(public_ids: Iterable[str]) -> dict[str, list[str]]:
    """What is to be flagged of each case that may be published all the same, such as a late notice.

    Raises BadInput for a case that names no village or breaks a hard rule of its procedure.
    """
    procedure, calendar = load_procedure(), load_calendar()
    flagged = {}
    for case in Case.objects.filter(public_id__in=list(public_ids)).with_facts():
        if not case.told_villages:
            raise BadInput("villages", "案件至少要写明一个涉及的村")
        found = problems(facts_of(case, procedure), calendar)
        if hard := [problem.message for problem in found if problem.is_hard]:
            raise BadInput("stages", ";".join(hard))
        if found:
            flagged[case.public_id] = [problem.message for problem in found]
    return flagged
