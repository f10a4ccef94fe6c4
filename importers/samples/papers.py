"""The words of the sample documents: templates beside the city's file, filled with the facts of one case."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import shapely
from django.template import Context, Engine, Template
from django.utils.safestring import SafeString, mark_safe

from geo.area import mu
from importers.samples.cases import Draft
from importers.samples.city import government
from importers.samples.organisations import land_office
from importers.samples.plane import to_plane
from importers.samples.prices import price_of
from layers.land.models import Case, Regime, Stage
from layers.regions.models import Kind

# Document kind → template, where they differ.
TEMPLATES = {"conversion_plan_2021": "conversion_plan"}
SHORT = {
    "forwarding",
    "survey_summary",
    "risk_summary",
    "register_summary",
    "agreement_template",
    "payment_summary",
}
CULTIVATED = {"水浇地", "旱地", "水田"}
MAP_SIZE = 400.0


class Papers:
    def __init__(self, folder: Path) -> None:
        engine = Engine(dirs=[str(folder)], autoescape=True)
        self._templates = {path.stem: engine.get_template(path.name) for path in folder.glob("*.html")}

    def has(self, kind: str) -> bool:
        return TEMPLATES.get(kind, kind) in self._templates

    def part(
        self, kind: str, facts: dict[str, Any], stage: Stage | None, correction: bool = False
    ) -> SafeString:
        own = {
            **facts,
            "stage": stage_facts(stage),
            "correction": correction,
            "with_cultivated": kind == "conversion_plan_2021",
        }
        return _filled(self._templates[TEMPLATES.get(kind, kind)], own)

    def file(self, title: str, kinds: list[str], parts: list[SafeString]) -> str:
        """A short part goes on below the one before it; every other begins a page."""
        named = [{"text": part, "follows": kind in SHORT} for kind, part in zip(kinds, parts, strict=True)]
        return _filled(self._templates["file"], {"title": title, "parts": named})


def _filled(template: Template, facts: dict[str, Any]) -> SafeString:
    return SafeString(template.render(Context(facts)))


def facts_of(draft: Draft, town_names: str) -> dict[str, Any]:
    """What the templates may name. Areas are written in hectares with 4 decimals and mu, money in 万元."""
    case, plan = draft.case, draft.plan
    price = price_of(case.compensation)
    villages = [_village(row.village.name, row.area_ha or Decimal(0), price) for row in draft.villages]
    dates = {stage.kind.code: chinese(stage.posted_on) for stage in draft.stages}
    register = next((stage for stage in draft.stages if stage.kind.code == "REGISTER"), None)
    classes: dict[str, Decimal] = {}
    for parcel in draft.parcels:
        for name, area_ha in parcel.area_by_class.items():
            classes[name] = classes.get(name, Decimal(0)) + Decimal(area_ha)
    cultivated = sum((area for name, area in classes.items() if name in CULTIVATED), Decimal(0))
    return {
        "case": case,
        "kind_name": Case.Kind(case.kind).label,
        "is_oldest": plan.regime == Regime.PRE_2004,
        "county_government": government(plan.county),
        "county_word": "委" if plan.county.kind == Kind.ZONE else plan.county.name[-1],
        "land_office": land_office(plan.county),
        "town_names": town_names,
        "village_names": "、".join(row.village.name for row in draft.villages),
        "villages": villages,
        "parcels": [
            {
                "name": parcel.name,
                "ha": parcel.area_ha,
                "east": parcel.east,
                "south": parcel.south,
                "west": parcel.west,
                "north": parcel.north,
                "corners": parcel.public_area.num_points - 1 if parcel.public_area else 0,
            }
            for parcel in draft.parcels
        ],
        "classes": [{"name": name, "ha": area, "mu": mu(area)} for name, area in classes.items()],
        "total_ha": case.total_area_ha,
        "total_mu": mu(case.total_area_ha),
        "total_money": sum((village["money"] for village in villages), Decimal(0)),
        "cultivated_ha": cultivated or case.total_area_ha,
        "approval": draft.approval,
        "approved_on": chinese(draft.approval.issued_on) if draft.approval else "",
        "received_on": chinese(draft.approval.received_on) if draft.approval else "",
        "dates": dates,
        "register_until": chinese(register.closed_on) if register else "",
        "map": parcel_map(draft),
    }


def stage_facts(stage: Stage | None) -> dict[str, str]:
    if stage is None:
        return {"doc_no": "", "date": "", "issuer": ""}
    return {"doc_no": stage.doc_no, "date": chinese(stage.posted_on), "issuer": stage.issuer}


def _village(name: str, area_ha: Decimal, price: int) -> dict[str, Any]:
    money = (mu(area_ha) * price / 10_000).quantize(Decimal("0.01"))
    return {"name": name, "ha": area_ha, "mu": mu(area_ha), "money": money}


def chinese(day: dt.date | None) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日" if day else ""


def parcel_map(draft: Draft) -> SafeString:
    """The parcels as they lie, north up, each with its number."""
    if not draft.surveys:
        return SafeString("")
    flats = [to_plane(shapely.from_wkb(bytes(row.area.wkb)), row.source_srid) for row in draft.surveys]
    west, south, east, north = shapely.union_all(flats).bounds
    scale = MAP_SIZE / max(east - west, north - south)
    drawn = []
    for number, flat in enumerate(flats, start=1):
        for polygon in shapely.get_parts(flat):
            corners = " ".join(
                f"{(x - west) * scale:.1f},{(north - y) * scale:.1f}" for x, y in polygon.exterior.coords
            )
            drawn.append(f'<polygon points="{corners}" fill="#e3f0e8" stroke="#2d6a4f" stroke-width="1.5"/>')
        x, y = (flat.centroid.x - west) * scale, (north - flat.centroid.y) * scale
        drawn.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="16" font-family="Sample Song">DK-{number:02d}</text>'
        )
    view = f"-20 -20 {MAP_SIZE + 40:.0f} {MAP_SIZE + 40:.0f}"
    return mark_safe(f'<svg viewBox="{view}">{"".join(drawn)}</svg>')  # noqa: S308
