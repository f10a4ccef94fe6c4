"""/staff/imports/: what was handed in, by whom and what became of it; and the door for the next file."""

from typing import IO, Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from importers import run
from importers.dataset import DATASETS, Bundled, Dataset, Whole, dataset_of
from importers.handing_in import hand_in
from importers.models import Batch
from layers.audit.acting import acting_in
from layers.audit.record import record
from layers.changes.errors import NotSeen, Refused
from layers.staff.models import Role
from layers.staff.scope import scope_for
from portal.desk.account_steps import user_of
from portal.desk.noun import reads_content

SHOWN = 50
FIRST = "places"
FORMATS = "Shapefile（zip，或几个文件一起）、GeoPackage、GeoJSON、KML/KMZ、File Geodatabase（zip）、DXF、CSV、XLSX、XLS、ODS"


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    if not reads_content(scope_for(request)):
        raise NotSeen
    if request.method == "POST":
        return _handed_in(request)
    return _page(request)


def _handed_in(request: HttpRequest) -> HttpResponse:
    files = request.FILES.getlist("file")
    dataset = request.POST.get("dataset", FIRST)
    try:
        handed = [(file.name or "", cast(IO[bytes], file)) for file in files]
        batch = hand_in(user_of(request), dataset, handed)
    except BadInput as problem:
        with acting_in(request, scope=scope_for(request)):
            record("import", noun=Batch, detail={"message": problem.message[:200]}, refused=True)
        return _page(request, problem)
    if batch.state == Batch.State.NEW and isinstance(dataset_of(dataset), Bundled | Whole):
        # It has no columns to be told: it is looked at at once.
        with acting_in(request, scope=scope_for(request)):
            run.queue(batch, batch.choices)
    elif batch.state != Batch.State.NEW:
        messages.info(request, "这份文件您已经传过，接着上次的做")
    return redirect(batch)


def _page(request: HttpRequest, problem: BadInput | None = None) -> HttpResponse:
    scope = scope_for(request)
    context: dict[str, Any] = {
        "batches": [
            (batch, dataset_of(batch.dataset).title, outcome(batch))
            for batch in seen(request).for_list().order_by("-pk")[:SHOWN]
        ],
        "datasets": [one for one in DATASETS.values() if not isinstance(one, Whole)]
        if scope.has(Role.EDITOR)
        else (),
        "chosen": request.POST.get("dataset") or FIRST,
        "formats": FORMATS,
        "problem": problem,
        "me": request.user,
    }
    return render(request, "desk/imports/list.html", context, status=400 if problem else 200)


def seen(request: HttpRequest) -> Any:
    """The batches that this person may look at."""
    return Batch.objects.visible_to(scope_for(request))


def batch_of(request: HttpRequest, public_id: str) -> tuple[Batch, Dataset]:
    """Raises NotSeen."""
    rows = seen(request).select_related(
        "user", "region", "organisation", "change_set", "file", "correction", "progress"
    )
    batch = rows.defer("region__area", "region__public_area").filter(public_id=public_id).first()
    if batch is None:
        raise NotSeen
    return batch, dataset_of(batch.dataset)


def own_batch(request: HttpRequest, public_id: str) -> tuple[Batch, Dataset]:
    """Of her who handed it in: nobody else decides how it is read. Raises NotSeen, Refused."""
    batch, dataset = batch_of(request, public_id)
    if batch.user_id != request.user.pk:
        raise Refused("只有上传人可以处理这份导入")
    return batch, dataset


def outcome(batch: Batch) -> str:
    """In one word for the history."""
    if batch.change_set is not None and batch.change_set.round:
        return str(batch.change_set.get_state_display())
    if batch.made:
        return "已存为数据集"
    if batch.drafts:
        return f"已放进 {len(batch.drafts)} 份草稿"
    if batch.state == Batch.State.CHECKED:
        return f"有 {batch.errors} 处要改" if batch.errors else "查完，待提交"
    return str(batch.get_state_display())
