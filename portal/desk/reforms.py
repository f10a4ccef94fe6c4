"""/staff/villages/reform/: villages merged, split, renamed, moved, set up; first what becomes of all that lies in them, then
one draft. /staff/villages/<code>/reform/ is the same with the village filled in."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.aggregate import Snapshot
from layers.changes.errors import NotSeen
from layers.changes.models import ChangeSet
from layers.changes.reading import canonical_json
from layers.changes.reforming import Kind, Plan, Reform, draft_reform, lying_in, nearest, planned
from layers.land.models import CaseVillage
from layers.organisations.models import Organisation
from layers.places.models import Place
from layers.regions.models import Level, Region
from layers.staff.models import Assignment, Role
from layers.staff.scope import Scope, scope_for
from portal.desk.edit_page import editor_of
from portal.desk.forms.form import NounForm, row_ids, with_rows_moved
from portal.desk.forms.reform import LAYOUTS, REFORM, DecreeForm
from portal.map_options import map_options

# The path of a town: city, county, town. Whoever edits one village alone does not decide about villages.
DEEPEST = 3
LISTED = 50
LOOK_FIRST = "请先看下面各项会怎样，再存为草稿"
NOTHING: Snapshot = {"valid_from": None, "manage_parent": None, "sources": [], "targets": [], "founded": []}
# Blank rows of sources, targets and new villages when the form is opened.
BLANK = {
    Kind.MERGE: (2, 1, 1),
    Kind.SPLIT: (1, 0, 2),
    Kind.RENAME: (1, 0, 1),
    Kind.MOVE: (1, 0, 0),
    Kind.FOUND: (0, 0, 1),
}
WORDS = {
    Kind.MERGE: "几个村合成一个村",
    Kind.SPLIT: "一个村分成几个村",
    Kind.RENAME: "村名、代码换新的",
    Kind.MOVE: "村子划归另一个乡镇、街道",
    Kind.FOUND: "新成立一个村、社区",
}


@dataclass(frozen=True)
class Moving:
    """What lies in a village that ends, and where it goes."""

    row: Place | Organisation
    kind: str
    to: str
    options: tuple[tuple[str, str], ...]


def may_reform(scope: Scope) -> bool:
    return any(
        grant.role == Role.EDITOR and grant.region_path.count("/") <= DEEPEST for grant in scope.grants
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reform(request: HttpRequest, key: str = "") -> HttpResponse:
    scope = scope_for(request)
    if not may_reform(scope):
        raise NotSeen
    refuse_strangers(request, scope, key)
    given = request.POST.get("kind") or request.GET.get("kind", "")
    if given and given not in Kind.values:
        raise BadInput("kind", "没有这种调整")
    if not given:
        return render(request, "desk/reform_kinds.html", {"kinds": kinds(), "key": key})
    kind = Kind(given)
    if request.method != "POST":
        return page(request, kind, form_of(request, kind, opened(kind, key)), DecreeForm())
    do = request.POST.get("do", "look")
    if do in ("look", "save"):
        return answered(request, kind, form_of(request, kind, NOTHING, without_blank_rows(request.POST)))
    data, anchor = with_rows_moved(request.POST, do)
    form = form_of(request, kind, NOTHING, data)
    form.leave_unchecked()
    decree = DecreeForm(initial={name: data.get(name, "") for name in DecreeForm.base_fields})
    return page(request, kind, form, decree, anchor=anchor)


def form_of(request: HttpRequest, kind: Kind, base: Snapshot, data: QueryDict | None = None) -> NounForm:
    return NounForm(REFORM, LAYOUTS[kind], editor_of(request), base, data=data)


def without_blank_rows(data: QueryDict) -> QueryDict:
    """A row in which nobody wrote anything is not meant."""
    kept = data.copy()
    for name in ("sources", "targets", "founded"):
        ids = row_ids(data, name)
        written = {key for key in data if any(value.strip() for value in data.getlist(key))}
        kept.setlist(name, [one for one in ids if any(key.startswith(f"{name}-{one}-") for key in written)])
    return kept


def answered(request: HttpRequest, kind: Kind, form: NounForm) -> HttpResponse:
    """What is wrong with it; or what becomes of everything; or, once that was seen, the draft."""
    decree = DecreeForm(request.POST)
    found = form.read_all()
    form.refuse_unfit(found)
    if not decree.is_valid() or form.errors:
        return page(request, kind, form, decree, status=422)
    goes = {
        name.removeprefix("goes-"): code
        for name, code in request.POST.items()
        if name.startswith("goes-") and isinstance(code, str)
    }
    try:
        plan = planned(asked(kind, found, decree.text), goes)
        seen = fingerprint(plan)
        if request.POST.get("do") == "save" and request.POST.get("seen") == seen:
            with acting_in(request, scope=scope_for(request)):
                return redirect(draft_reform(plan, request.user))
    except BadInput as problem:
        form.refuse(problem)
        return page(request, kind, form, decree, status=422)
    note = LOOK_FIRST if request.POST.get("do") == "save" else ""
    return page(request, kind, form, decree, plan=plan, seen=seen, note=note, **consequences(request, plan))


def asked(kind: Kind, found: Snapshot, decree: str) -> Reform:
    day = next(value for value in REFORM.values if value.name == "valid_from").python(found["valid_from"])
    shown = LAYOUTS[kind].names()
    return Reform(
        kind=kind,
        on=day,
        decree=decree,
        sources=tuple(row["predecessor"] for row in found["sources"]) if "sources" in shown else (),
        targets=tuple(row["successor"] for row in found["targets"]) if "targets" in shown else (),
        founded=tuple(found["founded"]) if "founded" in shown else (),
        town=found["manage_parent"] or "",
    )


def opened(kind: Kind, key: str) -> Snapshot:
    """As many blank rows as are wanted, the village of the address in the first one."""
    is_there = key and Region.objects.published().filter(code=key, level=Level.VILLAGE).exists()
    first = [{"predecessor": key if is_there else None}]
    sources, targets, founded = BLANK[kind]
    return NOTHING | {
        "valid_from": timezone.localdate().isoformat(),
        "sources": (first + [{"predecessor": None}] * sources)[:sources],
        "targets": [{"successor": None}] * targets,
        "founded": [{}] * founded,
    }


def refuse_strangers(request: HttpRequest, scope: Scope, key: str) -> None:
    """A unit of a neighbour is not there, in the address or in a forged form. Raises NotSeen."""
    sent = {str(code) for name, code in request.POST.items() if name.endswith(("_key", "_pick")) and code}
    sent |= {key} if key else set()
    mine = scope.rows(Region.objects.filter(code__in=sent), "path", None, [Role.EDITOR])
    if sent - set(mine.values_list("code", flat=True)):
        raise NotSeen


def consequences(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    """Nothing is orphaned: each thing of the villages that end, with what becomes of it."""
    codes = list(plan.ended)
    places, organisations = lying_in(codes)
    options = tuple(plan.successors.items())
    first = next(iter(plan.successors), "")
    moving = [
        Moving(row, "网点", plan.goes.get(row.public_id) or nearest(plan, row), options) for row in places
    ]
    moving += [Moving(row, "单位", plan.goes.get(row.public_id) or first, options) for row in organisations]
    cases = CaseVillage.objects.filter(village__code__in=codes, case__withdrawn_at__isnull=True)
    held = Assignment.objects.valid_on(timezone.localdate()).filter(region__code__in=codes)
    return {
        "moving": moving,
        "cases": cases.aggregate(n=Count("case", distinct=True))["n"],
        "posts": held.select_related("user", "region").order_by("region", "role", "pk")[:LISTED],
        "open": open_sets(request, codes)[:LISTED],
    }


def open_sets(request: HttpRequest, codes: list[str]) -> QuerySet[ChangeSet]:
    """Drafts about these villages, that the editor may see: they are to be finished or given up first."""
    seen = ChangeSet.objects.visible_to(request.user, scope_for(request))
    return seen.not_ended().filter(region__code__in=codes).order_by("-changed_at")


def fingerprint(plan: Plan) -> str:
    """Of what the page showed: another village, or a place that came meanwhile, is to be looked at first."""
    places, organisations = lying_in(plan.ended)
    reform = plan.reform
    told = [
        reform.kind, reform.on.isoformat(), reform.decree, reform.sources, reform.targets, list(reform.founded),
        reform.town, sorted(row.public_id for row in [*places, *organisations]),
    ]  # fmt: skip
    return hashlib.sha256(canonical_json(told)).hexdigest()[:16]


def kinds() -> list[tuple[str, str, str]]:
    return [(kind.value, kind.label, WORDS[kind]) for kind in Kind]


def page(
    request: HttpRequest, kind: Kind, form: NounForm, decree: DecreeForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "kind": kind,
        "kinds": kinds(),
        "words": WORDS[kind],
        "form": form,
        "decree": decree,
        "errors": form.errors,
        "has_map": any(group.has_map for group in form.layout.groups),
        "map_options": map_options(label="点一下地图，标出地图上写村名的地方。也可以在下面填经度和纬度"),
        **more,
    }
    return render(request, "desk/reform.html", context, status=status)
