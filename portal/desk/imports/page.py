"""/staff/imports/<id>/: one file in four steps, 文件 → 认字段 → 看问题 → 提交审核, with the map beside."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geo.zone import zone_3deg_of
from importers.batch_report import problems_of
from importers.choices import Choices, Mode
from importers.dataset import Bundled, Dataset, Listed, Placed, Whole
from importers.mapping import OURS
from importers.models import Batch
from importers.overriding import unfit
from importers.position import Crs
from importers.preview import STATUSES
from importers.report import Problem
from layers.area import city_box
from portal.desk.imports.batches import batch_of
from portal.desk.imports.bundle import bundle_page
from portal.desk.imports.roads import roads_page
from portal.map_options import map_options

STEPS = ("文件", "认字段", "看问题", "提交审核")
SHOWN_PROBLEMS = 200
SHOWN_ROWS = 300
# What becomes of a row → how the map draws it: a tone and an icon, since colour is never the only sign.
LOOKS = {
    "new": ("good", "plus"), "changed": ("changed", "swap"), "unchanged": ("same", "check"), "skipped": ("same", "minus"),
    "withdrawn": ("changed", "minus"), "error": ("wrong", "warning"), "question": ("changed", "help"),
    "outside": ("outside", "close"),
}  # fmt: skip
State = Batch.State
# What a whole file may have in common.
OF_ALL = {
    "category", "source", "organisation", "verified_on", "county", "year", "service", "unit", "valid_from", "document_no",
    "document_title", "source_title", "on", "decree",
}  # fmt: skip


@require_safe
def batch_page(request: HttpRequest, batch: str) -> HttpResponse:
    one, dataset = batch_of(request, batch)
    wants_fields = request.GET.get("step") == "fields" and one.is_open and one.state != State.QUEUED
    return shown(request, one, dataset, wants_fields=wants_fields)


def shown(
    request: HttpRequest,
    batch: Batch,
    dataset: Dataset,
    *,
    wants_fields: bool = False,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of the step at which the batch stands, or of its fields again."""
    if isinstance(dataset, Bundled):
        return bundle_page(request, batch, problem=problem, status=status)
    if isinstance(dataset, Whole):
        return roads_page(request, batch, problem=problem, status=status)
    step = 1 if wants_fields or batch.state in (State.NEW, State.CANCELLED) else 2
    if step == 2 and batch.change_set is not None and not batch.errors:
        step = 3
    is_mine = batch.user_id == request.user.pk
    drawn, view = points(batch)
    context: dict[str, Any] = {
        "batch": batch,
        "dataset": dataset,
        "step": step,
        "steps": [(name, number, number == step, number < step) for number, name in enumerate(STEPS)],
        "problem": problem or (batch.problem if batch.state in (State.REFUSED, State.CANCELLED) else ""),
        "is_mine": is_mine and batch.is_open,
        "is_waiting": batch.state == State.QUEUED,
        "drawn": drawn,
        "map_options": map_options(label="文件里的位置", view=view, locate=False),
        "legend": [
            (STATUSES[name], *LOOKS[name], batch.counts[name]) for name in STATUSES if batch.counts.get(name)
        ],
    }
    context |= fields(batch, dataset) if step == 1 else found(batch)
    return render(request, "desk/imports/batch.html", context, status=status)


def fields(batch: Batch, dataset: Dataset) -> dict[str, Any]:
    """Each column of the file with its first cells and what it is taken for; what holds for all rows."""
    choices, placed = Choices.of(batch.choices), isinstance(dataset, Placed)
    columns = dataset.columns(None)
    meant = {title: name for name, title in (choices.mapping or {}).items()}
    samples = zip(*batch.sample, strict=True) if batch.sample else [()] * len(batch.header)
    return {
        "choices": choices,
        "columns": columns,
        "titles": [
            (at, title, [cell for cell in cells if cell][:3], meant.get(title, ""))
            for at, (title, cells) in enumerate(zip(batch.header, samples, strict=True))
            if title and title not in OURS
        ],
        "fixed": [
            (column, choices.fixed.get(column.name, "")) for column in columns if column.name in OF_ALL
        ],
        "crs_offers": crs_offers(),
        "modes": [(code, title) for code, title in Mode.choices if placed or code != Mode.REPLACE],
        "replaces": placed,
        "has_position": placed or (isinstance(dataset, Listed) and dataset.has_areas),
        "layers": batch.about.get("layers", []),
        "encoding": batch.about.get("encoding", {}),
    }


def crs_offers() -> list[tuple[str, str]]:
    """What a file of this city is likely to be in: degrees of each datum, the zones that its box touches."""
    box = city_box()
    zones = {zone_3deg_of(side).zone: zone_3deg_of(side) for side in (box.west, box.east)}
    codes = ["4490", "gcj02", "bd09"]
    for zone in zones.values():
        codes += [str(zone.srid), str(type(zone)(zone.datum, 3, zone.zone, prefixed=False).srid)]
    return [(code, Crs(code).title) for code in codes]


def found(batch: Batch) -> dict[str, Any]:
    """What the check found."""
    problems = problems_of(batch) if batch.state == State.CHECKED else []
    decision = (batch.findings or {}).get("decision") or {}
    asks_crs = any(one.code in ("crs_unknown", "crs_doubtful", "swapped_axes") for one in problems)
    return {
        "problems": [one for one in problems if one.severity != "question"][:SHOWN_PROBLEMS],
        "problem_count": len(problems),
        "questions": [(one, near(one)) for one in problems if one.severity == "question"][:SHOWN_PROBLEMS],
        "decision": decision,
        "candidates": decision.get("candidates", []) if asks_crs else [],
        "lines": [
            (f"{status}-{at}", row, STATUSES[status], LOOKS[status], name, detail)
            for at, (row, status, _, _, name, detail) in enumerate(batch.preview[:SHOWN_ROWS])
        ],
        "line_count": len(batch.preview),
        "has_report": batch.state == State.CHECKED and bool(problems) and batch.file is not None,
        "set": batch.change_set,
        "unfit": unfit(batch) if batch.change_set is not None else 0,
    }


def near(question: Problem) -> list[str]:
    """The public ids that the question names."""
    return re.findall(r"（([0-9A-Z]{9})，", question.reason)


def points(batch: Batch) -> tuple[list[dict[str, Any]], list[float] | None]:
    """What the map draws, and the box that holds it."""
    drawn = [
        {
            "id": f"{status}-{at}", "lng": lng, "lat": lat, "name": f"{STATUSES[status]}：{name}",
            "tone": LOOKS[status][0], "icon": LOOKS[status][1],
        }
        for at, (_, status, lng, lat, name, _) in enumerate(batch.preview)
        if lng is not None and abs(lng) <= 180 and abs(lat) <= 85
    ]  # fmt: skip
    inside = [one for one in drawn if city_box().contains(one["lng"], one["lat"])]
    if not inside:
        return drawn, None
    lngs, lats = [one["lng"] for one in inside], [one["lat"] for one in inside]
    margin = max(max(lngs) - min(lngs), max(lats) - min(lats), 0.006) / 8
    return drawn, [min(lngs) - margin, min(lats) - margin, max(lngs) + margin, max(lats) + margin]
