"""Publishing and withdrawing a case with its parcels: one transaction, the layer versions last."""

import datetime as dt

import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import transaction
from django.utils import timezone

from geo.crs import CGCS2000
from geo.errors import BadInput
from layers.land.facts import facts_of, load_procedure
from layers.land.models import Case, CaseVillage, Parcel
from layers.land.rules import problems
from layers.public_geometry import public_area
from layers.versions import bump
from layers.workdays.calendar import load_calendar


@transaction.atomic
def publish(case: Case, at: dt.datetime | None = None) -> None:
    """Makes the case and all its parcels public, with their public geometry computed from the surveys.

    Raises BadInput when the case names no village or breaks a hard rule of its procedure.
    """
    _check(case)
    at = at or timezone.now()
    parcels = list(Parcel.objects.filter(case=case).select_related("survey"))
    for parcel in parcels:
        survey = getattr(parcel, "survey", None)
        parcel.public_area = public_area("parcels", survey.area) if survey else None
        parcel.published_at, parcel.withdrawn_at, parcel.withdrawal_reason = at, None, ""
    Parcel.objects.bulk_update(
        parcels, ["public_area", "published_at", "withdrawn_at", "withdrawal_reason"], batch_size=500
    )
    case.public_area = union([parcel.public_area for parcel in parcels if parcel.public_area])
    case.published_at, case.withdrawn_at, case.withdrawal_reason, case.successor = at, None, "", None
    case.save(update_fields=["public_area", "published_at", "withdrawn_at", "withdrawal_reason", "successor"])
    raise_versions(case)


@transaction.atomic
def withdraw(case: Case, reason: str, successor: Case | None = None, at: dt.datetime | None = None) -> None:
    """Takes the case and its parcels back. The rows stay: their addresses answer 410 with date and reason.

    Raises BadInput without a reason, or when the successor is not itself public.
    """
    if not reason.strip():
        raise BadInput("reason", "撤回必须写明原因")
    if successor is not None and (successor.pk == case.pk or successor.withdrawn_at is not None):
        raise BadInput("successor", "替代的案件应是另一件已公开的案件")
    at = at or timezone.now()
    case.withdrawn_at, case.withdrawal_reason, case.successor = at, reason.strip(), successor
    case.save(update_fields=["withdrawn_at", "withdrawal_reason", "successor"])
    Parcel.objects.filter(case=case, withdrawn_at__isnull=True).update(
        withdrawn_at=at, withdrawal_reason=reason.strip()
    )
    raise_versions(case)


def raise_versions(case: Case) -> None:
    """The last statement of every transaction that writes a case: see layers.versions."""
    counties = counties_of(case)
    # One order in every transaction, or two writers could wait for one another.
    for layer in ("cases", "parcels"):
        bump(layer, counties)


def counties_of(case: Case) -> set[str]:
    """12-digit codes of the counties that show the case: its own, and those that manage its villages."""
    villages = CaseVillage.objects.filter(case=case).select_related(
        "village__manage_parent__manage_parent__manage_parent"
    )
    managing = {county.code for row in villages if (county := row.village.county)}
    return managing | {case.county.code}


def union(areas: list[MultiPolygon]) -> MultiPolygon | None:
    """The union of public areas (EPSG:4490), capped as the layer "cases" asks; None of none."""
    if not areas:
        return None
    joined = shapely.union_all([shapely.from_wkb(bytes(area.wkb)) for area in areas])
    return public_area("cases", GEOSGeometry(memoryview(shapely.to_wkb(joined)), srid=CGCS2000))


def _check(case: Case) -> None:
    if not CaseVillage.objects.filter(case=case).exists():
        raise BadInput("villages", "案件至少要写明一个涉及的村")
    hard = [
        problem.message
        for problem in problems(facts_of(case, load_procedure()), load_calendar())
        if problem.is_hard
    ]
    if hard:
        raise BadInput("stages", ";".join(hard))
