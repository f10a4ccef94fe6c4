"""/staff/roads/: the datasets of roads, what each lacks for the public, which is in use; and the door for the next file.

To put one into use, or out of it, is a change like any other: drafted here, confirmed by somebody else, undone by undoing.
"""

from dataclasses import dataclass
from typing import IO, Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from importers import run
from importers.models import Batch
from importers.roads.handing_in import FACTS, hand_in_roads
from layers.audit.acting import acting_in
from layers.audit.record import record
from layers.changes.aggregate import noun_of
from layers.changes.drafting import Proposal, draft_rows
from layers.changes.errors import Conflict, NotSeen
from layers.changes.models import ChangeSet
from layers.changes.reading import snapshots
from layers.roads.lawful import is_public
from layers.roads.models import RoadDataset
from layers.staff.models import READING_ROLES
from layers.staff.scope import scope_for
from portal.desk.account_steps import user_of
from portal.desk.noun import DESK_NOUNS
from portal.desk.refusals import only_for
from portal.desk.writing import writing

NOUN = "road_dataset"
ACTIVE, RETIRED = RoadDataset.State.ACTIVE, RoadDataset.State.RETIRED
UNDER_WAY = 20


@dataclass(frozen=True)
class Shown:
    """``lacks`` is what keeps its routes from the public."""

    dataset: RoadDataset
    lacks: list[str]
    is_public: bool

    @property
    def is_active(self) -> bool:
        return self.dataset.state == ACTIVE

    @property
    def was_active(self) -> bool:
        return self.dataset.state == RETIRED

    @property
    def isolated(self) -> str:
        """What no route leads to; "" where all hangs together."""
        parts, metres = self.dataset.part_count - 1, self.dataset.report.get("isolated_m")
        if not parts:
            return ""
        return f"{parts} 部分" + (f"，共 {metres / 1000:.1f} 公里" if metres is not None else "")


@only_for(*READING_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def roads(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _handed_in(request)
    return _page(request)


def _handed_in(request: HttpRequest) -> HttpResponse:
    """Raises NotSeen for who is no editor of the city."""
    _editors_only(request)
    try:
        files = [(file.name or "", cast(IO[bytes], file)) for file in request.FILES.getlist("file")]
        batch = hand_in_roads(user_of(request), files, request.POST.dict())
    except BadInput as problem:
        with acting_in(request, scope=scope_for(request)):
            record("import", noun=Batch, detail={"message": problem.message[:200]}, refused=True)
        return _page(request, problem)
    if batch.state == Batch.State.NEW:
        with acting_in(request, scope=scope_for(request)):
            run.queue(batch, batch.choices)
    return redirect(batch)


def _page(request: HttpRequest, problem: BadInput | None = None) -> HttpResponse:
    today = timezone.localdate()
    datasets = sorted(RoadDataset.objects.all(), key=lambda one: one.state != ACTIVE)
    shown = [Shown(one, one.lacks(today), is_public(one, today)) for one in datasets]
    waiting = Batch.objects.visible_to(scope_for(request)).filter(dataset="roads")
    context: dict[str, Any] = {
        "datasets": shown,
        "has_active": any(one.is_active for one in shown),
        "may_edit": may_edit(request),
        "demo": settings.DEMO,
        "batches": [one for one in waiting.order_by("-pk")[:UNDER_WAY] if one.is_open],
        "given": {name: request.POST.get(name, "") for name in (*FACTS, "crs", "cut")},
        "problem": problem,
    }
    return render(request, "desk/roads/list.html", context, status=400 if problem else 200)


@writing
def use(request: HttpRequest, key: int) -> HttpResponse:
    """A draft in which this dataset is in use, and the one that is so far is not."""
    dataset = _dataset(request, key)
    if dataset.state == ACTIVE:
        raise Conflict("这个数据集已经在用")
    former = RoadDataset.objects.filter(state=ACTIVE).values_list("pk", flat=True).first()
    states = {key: ACTIVE} | ({former: RETIRED} if former else {})
    return redirect(_drafted(request, states, f"启用道路数据：{dataset}"))


@writing
def stop(request: HttpRequest, key: int) -> HttpResponse:
    """A draft after which no roads are in use: the public gets direction, distance and the links of map apps."""
    dataset = _dataset(request, key)
    if dataset.state != ACTIVE:
        raise Conflict("这个数据集没有在用")
    return redirect(_drafted(request, {key: RETIRED}, f"停用道路数据：{dataset}"))


def _drafted(request: HttpRequest, states: dict[int, RoadDataset.State], note: str) -> ChangeSet:
    known = snapshots(noun_of(NOUN), [str(key) for key in states])
    proposals = [
        Proposal(key=str(key), after=known[str(key)] | {"state": state.value})
        for key, state in states.items()
    ]
    return draft_rows(NOUN, user_of(request), proposals, note=note)


def _dataset(request: HttpRequest, key: int) -> RoadDataset:
    """Raises NotSeen for who is no editor of the city, Http404."""
    _editors_only(request)
    found = RoadDataset.objects.filter(pk=key).first() if key < 2**63 else None
    if found is None:
        raise Http404("没有这个道路数据集")
    return found


def _editors_only(request: HttpRequest) -> None:
    if not may_edit(request):
        raise NotSeen


def may_edit(request: HttpRequest) -> bool:
    return DESK_NOUNS["roads"].may_edit(scope_for(request), None)
