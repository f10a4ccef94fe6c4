"""Parcels are given to a case: new numbers are added, the same number gets its new corners. Nothing is taken away.

What the clerk must look at is told beside it: areas that do not fit, overlaps, villages that the case does not name.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from shapely import STRtree

from geo.area import hectares
from importers.parcels.shares import shares_of
from layers.changes.aggregate import Snapshot
from layers.changes.values import Json
from layers.land.models import Parcel, ParcelVillage
from layers.land.survey_areas import LEAST_OVERLAP_M2, exact_area, fits, overlap_m2, overlaps, planar

MOST_PARCELS = 2_000


@dataclass(frozen=True)
class Given:
    """One parcel of a file. ``area_ha`` is what will be published, ``declared_ha`` what the file says; ``survey`` as a
    snapshot tells it; ``facts`` are further columns of the parcel."""

    number: str
    area_ha: Decimal
    declared_ha: Decimal | None
    survey: Json
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def area(self) -> Any:
        return exact_area(self.survey)

    @property
    def srid(self) -> int:
        return int(self.survey["source_srid"])


@dataclass(frozen=True)
class Remark:
    """Of the parcel with that number; a warning, in Chinese."""

    number: str
    code: str
    message: str

    def as_json(self) -> dict[str, str]:
        return {"number": self.number, "code": self.code, "message": self.message}


def give(key: str, case: Snapshot, parcels: Sequence[Given]) -> tuple[Snapshot, list[Remark]]:
    """The case ``key`` with these parcels, each number once; ``case`` itself stays as it is."""
    rows = {row["parcel_no"]: row for row in case["parcels"]}
    remarks: list[Remark] = []
    named = {row["village"] for row in case["case_villages"]}
    for one in parcels:
        row = dict(rows.get(one.number) or {"parcel_no": one.number, "land_use": case["purpose"][:60]})
        row |= one.facts | {"area_ha": f"{one.area_ha:f}", "survey": one.survey}
        remarks += _about_area(one)
        row["parcel_villages"] = _villages(one, row.get("parcel_villages") or [], named, remarks)
        remarks += [
            Remark(
                one.number, "overlap",
                f"地块 {one.number} 与已公布的“{other.case}”的地块 {other.parcel} 重叠 {hectares(other.area_m2):f} 公顷",
            )
            for other in overlaps(key, one.area, one.srid)
        ]  # fmt: skip
        rows[one.number] = row
    remarks += _overlaps_within([row for row in rows.values() if row.get("survey")])
    return {**case, "parcels": list(rows.values())}, remarks


def _about_area(one: Given) -> list[Remark]:
    found = []
    if one.survey["quality"] == Parcel.Quality.APPROXIMATE.value:
        told = f"地块 {one.number} 的坐标系没有精确转换参数，只作示意，不参加“我站的地方”的查询"
        found.append(Remark(one.number, "datum_approximate", told))
    if one.declared_ha is None:
        return found
    computed = planar(one.area, one.srid)
    declared = float(one.declared_ha) * 10_000
    if not fits(computed, declared):
        apart = abs(computed / declared - 1) * 100
        told = f"地块 {one.number} 坐标面积 {hectares(computed):f} 公顷，申报 {one.declared_ha:f} 公顷，相差 {apart:.2f}%"
        found.append(Remark(one.number, "area_mismatch", told))
    return found


def _villages(one: Given, before: list[Snapshot], named: set[str], remarks: list[Remark]) -> list[Snapshot]:
    """Split by the boundaries, unless the clerk has declared the shares of the same area already."""
    declared = [row for row in before if row["source"] == ParcelVillage.Source.DECLARED.value]
    if declared and sum(Decimal(row["area_ha"]) for row in declared) == one.area_ha:
        return before
    shares = shares_of(one.area, one.srid, one.area_ha)
    if shares is None:
        told = f"地块 {one.number} 的范围没有被已装入的村界盖全，没有按村分面积"
        remarks.append(Remark(one.number, "villages_unknown", told))
        return before
    told = "、".join(f"{share.name} {share.area_ha:f} 公顷" for share in shares)
    if len(shares) > 1:
        remarks.append(Remark(one.number, "several_villages", f"地块 {one.number} 按村界分：{told}"))
    for share in shares:
        # Which villages are affected follows from the approval; a boundary of ours may be some metres off.
        if share.village not in named:
            told = f"地块 {one.number} 有 {share.area_ha:f} 公顷在{share.name}，案件的“涉及村”里没有写"
            remarks.append(Remark(one.number, "village_not_named", told))
    return [
        {"village": share.village, "area_ha": f"{share.area_ha:f}",
         "source": ParcelVillage.Source.INTERSECTION.value}
        for share in shares
    ]  # fmt: skip


def _overlaps_within(rows: list[Snapshot]) -> list[Remark]:
    areas = [exact_area(row["survey"]) for row in rows]
    found = []
    for one, other in STRtree(areas).query(areas, predicate="intersects").T.tolist() if areas else ():
        if one >= other:
            continue
        common = overlap_m2(areas[one], areas[other], rows[one]["survey"]["source_srid"])
        if common > LEAST_OVERLAP_M2:
            first, second = rows[one]["parcel_no"], rows[other]["parcel_no"]
            told = f"本案地块 {first} 与 {second} 重叠 {hectares(common):f} 公顷"
            found.append(Remark(second, "overlap", told))
    return found
