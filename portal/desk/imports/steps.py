"""What is done to a batch, each by POST of the person who handed it in. The rules are importers.run's."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import IO, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from geo.errors import BadInput
from importers import run
from importers.choices import ALL, NEW, Choices
from importers.dataset import Bundled, Dataset, Whole
from importers.handing_in import correct as lay_over
from importers.handing_in import look_again
from importers.models import Batch
from layers.audit.acting import acting_in
from layers.changes.errors import Conflict, Refused
from layers.staff.scope import scope_for
from portal.desk.account_steps import user_of
from portal.desk.imports.batches import own_batch
from portal.desk.imports.page import shown
from portal.desk.steps import handed_in
from portal.middleware import record_refusal

Step = Callable[[HttpRequest, Batch, Dataset], HttpResponse]
STATUS: dict[type[Exception], int] = {Refused: 403, Conflict: 409, BadInput: 400}


def step(view: Step) -> Callable[..., HttpResponse]:
    """Of one's own batch. What cannot be done is said on the page of the batch, which is as it was."""

    @require_POST
    @wraps(view)
    def answer(request: HttpRequest, batch: str) -> HttpResponse:
        one, dataset = own_batch(request, batch)
        try:
            return view(request, one, dataset)
        except (Refused, Conflict, BadInput) as problem:
            if not isinstance(problem, BadInput):
                record_refusal(request, problem.message)
            again, dataset = own_batch(request, batch)
            return shown(request, again, dataset, problem=problem.message, status=STATUS[type(problem)])

    return answer


@step
def check(request: HttpRequest, batch: Batch, dataset: Dataset) -> HttpResponse:
    """认字段 is done: the file waits for the worker. Another layer or encoding is looked at first; a bundle has neither."""
    if isinstance(dataset, Bundled):
        return _queued(request, batch, Choices())
    if isinstance(dataset, Whole):
        return _queued(request, batch, Choices.of(batch.choices))
    choices = _given(request, batch)
    before = Choices.of(batch.choices)
    shown_so = (batch.about.get("layer", ""), batch.about.get("encoding", {}).get("name", ""))
    if (choices.layer or shown_so[0], choices.encoding or shown_so[1]) != shown_so:
        look_again(
            batch, Choices.of(before.as_json() | {"layer": choices.layer, "encoding": choices.encoding})
        )
        messages.info(request, "已换一种读法，请再看一遍各列")
        return redirect(f"{batch.get_absolute_url()}?step=fields")
    return _queued(request, batch, choices)


@step
def choose(request: HttpRequest, batch: Batch, dataset: Dataset) -> HttpResponse:
    """One of the offered CRSs."""
    before = Choices.of(batch.choices)
    turned = request.POST.get("swapped") == "yes"
    given = {"crs": request.POST.get("crs", ""), "swap": before.swap != turned}
    return _queued(request, batch, Choices.of(before.as_json() | given))


@step
def answer(request: HttpRequest, batch: Batch, dataset: Dataset) -> HttpResponse:
    """Whether what looks alike is the same place or another one."""
    before = Choices.of(batch.choices)
    given = {
        name.removeprefix("row-"): value
        for name, value in request.POST.items()
        if name.startswith("row-") and isinstance(value, str) and value
    }
    if "all_new" in request.POST:
        given = {ALL: NEW}
    if not given:
        raise BadInput("answers", "请先选择")
    return _queued(request, batch, Choices.of(before.as_json() | {"answers": before.answers | given}))


@step
def correct(request: HttpRequest, batch: Batch, dataset: Dataset) -> HttpResponse:
    """The list of the report, mended."""
    file = request.FILES.get("file")
    if file is None or isinstance(file, list):
        raise BadInput("file", "请选择改好的表")
    if not batch.is_open or batch.state == Batch.State.QUEUED:
        raise Conflict("这份导入正在检查，或已经提交")
    lay_over(batch, cast(IO[bytes], file), file.name or "")
    # The mended index of a bundle is tried out first, too.
    return _queued(request, batch, replace(Choices.of(batch.choices), drafts=False))


@step
def cancel(request: HttpRequest, batch: Batch, dataset: Dataset) -> HttpResponse:
    run.cancel(batch)
    return redirect(batch)


@step
def submit(request: HttpRequest, batch: Batch, dataset: Dataset) -> HttpResponse:
    """Into review; the files of a bundle into drafts, which are looked at before they are submitted."""
    if isinstance(dataset, Bundled):
        with acting_in(request, scope=scope_for(request)):
            run.into_drafts(batch)
        return redirect(batch)
    with acting_in(request, scope=scope_for(request)):
        done = run.submit(
            batch,
            user_of(request),
            seen_hash=request.POST.get("hash", ""),
            reason=request.POST.get("reason", ""),
        )
    messages.success(request, handed_in(done))
    return redirect(done)


@step
def drop(request: HttpRequest, batch: Batch, dataset: Dataset) -> HttpResponse:
    with acting_in(request, scope=scope_for(request)):
        run.give_up(batch)
    messages.success(request, "已放弃，文件不再保留")
    return redirect("desk:imports")


def _queued(request: HttpRequest, batch: Batch, choices: Choices) -> HttpResponse:
    with acting_in(request, scope=scope_for(request)):
        run.queue(batch, choices.as_json())
    return redirect(batch)


def _given(request: HttpRequest, batch: Batch) -> Choices:
    """The form of 认字段. Raises BadInput."""
    mapping: dict[str, str] = {}
    for at, title in enumerate(batch.header):
        name = request.POST.get(f"column-{at}", "")
        if name and name in mapping:
            raise BadInput("mapping", f"“{mapping[name]}”和“{title}”不能是同一个字段")
        if name:
            mapping[name] = title
    fixed = {
        name.removeprefix("fixed-"): value.strip()
        for name, value in request.POST.items()
        if name.startswith("fixed-") and isinstance(value, str) and value.strip()
    }
    before = Choices.of(batch.choices)
    return Choices.of(
        before.as_json()
        | {
            "mapping": mapping,
            "fixed": fixed,
            "crs": request.POST.get("crs", ""),
            "swap": request.POST.get("swap") == "yes",
            "mode": request.POST.get("mode", before.mode),
            "region": request.POST.get("region", "").strip()[:12],
            "layer": request.POST.get("layer", before.layer),
            "encoding": request.POST.get("encoding", before.encoding),
        }
    )
